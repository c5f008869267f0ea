import {listOf, memberOf, numberOf} from '../experiment/lenient.js';
import {lookUpMetric} from '../experiment/metric-reference.js';
import {
  type Assessment,
  baselineOf,
  type Experiment,
  type MetricValue,
  type Objective,
} from '../experiment/model.js';
import type {Quantity} from '../experiment/quantity.js';
import {hasBegun} from './current-winner.js';
import {type Bound, checkObjective} from './objective.js';

/** How one version stands to one objective, by the status. Numbers are in the metric's unit. */
export interface ObjectiveFact {
  readonly version: string;
  /** As written in the criteria. */
  readonly metric: string;
  readonly units: string | undefined;
  /** `unknown` too while nothing is assessed. */
  readonly state: Assessment;
  readonly isAssessed: boolean;
  /** The value that was judged, or the last one there was. */
  readonly value: Quantity | undefined;
  /** The limit that is broken, or the closer one; undefined without a value or a limit. */
  readonly bound: Bound | undefined;
  /** Behind the value, those of the request count included; undefined: nobody says. */
  readonly samples: number | undefined;
  readonly readAt: Date | undefined;
  /** Whether a candidate that violates it ends the run. */
  readonly endsRun: boolean;
  /** The engine's own sentence; only our engine writes one. */
  readonly note: string | undefined;
}

/**
 * One for each version, in their order.
 *
 * @param index of the objective in the criteria
 */
export function objectiveFacts(
  experiment: Experiment,
  objective: Objective,
  index: number,
): readonly ObjectiveFact[] {
  const {metric, rollbackOnFailure: endsRun} = objective;
  const units = unitsOf(experiment, metric);
  const baseline = baselineOf(experiment);
  const baselineValue = baseline && storedValue(experiment, metric, baseline.name)?.value;
  return experiment.spec.versions.map(({name}): ObjectiveFact => {
    const {value, readAt, samples} = readingOf(experiment, objective, {version: name, index});
    const {bound} = checkObjective(objective, value, baselineValue);
    const assessed = assessmentOf(experiment, name, index);
    return {version: name, metric, units, value, bound, samples, readAt, endsRun, ...assessed};
  });
}

function assessmentOf(experiment: Experiment, version: string, index: number) {
  const {versionAssessments, assessmentMessages} = experiment.status.analysis;
  const state = hasBegun(experiment) ? versionAssessments?.get(version)?.[index] : undefined;
  const isAssessed = state !== undefined;
  return {
    isAssessed,
    state: state ?? 'unknown',
    note: isAssessed ? assessmentMessages?.get(version)?.[index] : undefined,
  } as const;
}

function readingOf(
  experiment: Experiment,
  {metric}: Objective,
  {version, index}: {readonly version: string; readonly index: number},
) {
  const stored = storedValue(experiment, metric, version);
  return {
    value: stored?.value ?? stored?.lastValue,
    readAt: stored?.observedAt,
    samples: storedSamples(experiment, version, index) ?? stored?.sampleSize,
  };
}

/** What the status says of a metric of a version. */
export function storedValue(experiment: Experiment, metric: string, version: string): MetricValue | undefined {
  const byMetric = experiment.status.analysis.aggregatedMetrics;
  return byMetric && lookUpMetric(byMetric, metric, experiment.namespace)?.get(version);
}

/** The unit in which the metric says that it is. */
export function unitsOf({status, namespace}: Experiment, metric: string): string | undefined {
  const byName = new Map(status.metrics.map(({name, units}) => [name, units]));
  return lookUpMetric(byName, metric, namespace);
}

function storedSamples({source}: Experiment, version: string, index: number): number | undefined {
  const assessments = memberOf(source, 'status', 'analysis', 'objectiveAssessments', 'data', version);
  return numberOf(memberOf(listOf(assessments)[index], 'samples'));
}
