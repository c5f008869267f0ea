import type {Json} from '../experiment/json.js';
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
import type {ShownProof} from './shown-proof.js';
import {storedProof} from './stored-proof.js';

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
  /** What all looks so far show (`criteria.strength`); undefined: the last value decides, or nothing is shown yet. */
  readonly proof: ShownProof | undefined;
  /** Until the samples that the proof lacks have come, as fast as those before; undefined: it lacks none, or nobody can say. */
  readonly missingSeconds: number | undefined;
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
    const reading = readingOf(experiment, objective, {version: name, index});
    const {bound} = checkObjective(objective, reading.value, baselineValue);
    const shown = shownOf(experiment, objective, {reading, place: {version: name, index}});
    const assessed = assessmentOf(experiment, name, index);
    return {version: name, metric, units, bound, endsRun, ...reading, ...shown, ...assessed};
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

/** An entry of the assessments. */
interface Place {
  readonly version: string;
  readonly index: number;
}

function readingOf(experiment: Experiment, {metric}: Objective, place: Place) {
  const stored = storedValue(experiment, metric, place.version);
  return {
    value: stored?.value ?? stored?.lastValue,
    readAt: stored?.observedAt,
    samples: numberOf(memberOf(storedEntry(experiment, place), 'samples')) ?? stored?.sampleSize,
  };
}

type Reading = ReturnType<typeof readingOf>;

function shownOf(
  experiment: Experiment,
  objective: Objective,
  {reading, place}: {readonly reading: Reading; readonly place: Place},
) {
  const {strength} = experiment.spec.criteria;
  const isShown = strength !== undefined && hasBegun(experiment);
  const proof = isShown ? storedProof(storedEntry(experiment, place), strength, objective) : undefined;
  return {proof, missingSeconds: proof && missingSeconds(experiment, reading, proof)};
}

/** By the samples of the whole run so far: its share of the traffic may have been another one at first. */
function missingSeconds({status}: Experiment, {samples, readAt}: Reading, {missingSamples}: ShownProof) {
  const {startTime} = status;
  if (!startTime || !readAt || !samples || missingSamples === undefined) return undefined;
  const elapsed = (readAt.getTime() - startTime.getTime()) / 1000;
  return elapsed > 0 ? (missingSamples * elapsed) / samples : undefined;
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

function storedEntry({source}: Experiment, {version, index}: Place): Json | undefined {
  const assessments = memberOf(source, 'status', 'analysis', 'objectiveAssessments', 'data', version);
  return listOf(assessments)[index];
}
