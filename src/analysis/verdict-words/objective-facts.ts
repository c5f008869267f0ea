import {lookUpMetric} from '../../experiment/metric-reference.js';
import {
  type Assessment,
  baselineOf,
  type Experiment,
  type MetricValue,
  type Objective,
} from '../../experiment/model.js';
import {compareQuantities, type Quantity} from '../../experiment/quantity.js';
import {type Bound, checkObjective} from '../objective.js';
import {storedSamples} from './stored-status.js';

/** What the status says of one version and one objective. */
export interface ObjectiveFact {
  readonly version: string;
  /** As written in the criteria. */
  readonly metric: string;
  readonly state: Assessment;
  /** The value that was judged, or the last one there was. */
  readonly value: Quantity | undefined;
  readonly units: string | undefined;
  /** The limit that is broken, or the closer one. */
  readonly bound: Bound | undefined;
  readonly samples: number | undefined;
  readonly readAt: Date | undefined;
  readonly endsRun: boolean;
  /** The engine's own sentence; only our engine writes one. */
  readonly note: string | undefined;
}

/** Everything that was assessed, by version and then by objective; empty before the first assessment. */
export function objectiveFacts(experiment: Experiment): readonly ObjectiveFact[] {
  const {spec, status} = experiment;
  return spec.versions.flatMap(({name}) => {
    const states = status.analysis.versionAssessments?.get(name);
    if (!states) return [];
    const notes = status.analysis.assessmentMessages?.get(name);
    return spec.criteria.objectives.flatMap((objective, index): ObjectiveFact[] => {
      const state = states[index];
      if (!state) return [];
      const fact = factOf(experiment, objective, name);
      const samples = storedSamples(experiment, name, index) ?? fact.samples;
      return [{...fact, samples, state, note: notes?.[index]}];
    });
  });
}

function factOf(
  experiment: Experiment,
  objective: Objective,
  version: string,
): Omit<ObjectiveFact, 'state' | 'note'> {
  const {metric, rollbackOnFailure} = objective;
  const stored = storedValue(experiment, metric, version);
  const value = stored?.value ?? stored?.lastValue;
  const baseline = baselineOf(experiment);
  return {
    version,
    metric,
    value,
    units: unitsOf(experiment, metric),
    bound: checkObjective(objective, value, baseline && storedValue(experiment, metric, baseline.name)?.value)
      .bound,
    samples: stored?.sampleSize,
    readAt: stored?.observedAt,
    endsRun: rollbackOnFailure,
  };
}

export function storedValue(experiment: Experiment, metric: string, version: string): MetricValue | undefined {
  const byMetric = experiment.status.analysis.aggregatedMetrics;
  return byMetric && lookUpMetric(byMetric, metric, experiment.namespace)?.get(version);
}

/** The unit in which the metric says that it is. */
export function unitsOf({status, namespace}: Experiment, metric: string): string | undefined {
  const byName = new Map(status.metrics.map(({name, units}) => [name, units]));
  return lookUpMetric(byName, metric, namespace);
}

/** Those that are in a state. */
export function inState(facts: readonly ObjectiveFact[], state: Assessment): readonly ObjectiveFact[] {
  return facts.filter((fact) => fact.state === state);
}

/** From a limit of 0, nothing is near in proportion. */
const FAR = Number.MAX_VALUE;

/** The fact that is closest to its limit in proportion to it; undefined when none has a value and a limit. */
export function closestToLimit(facts: readonly ObjectiveFact[]): ObjectiveFact | undefined {
  const nearness = ({bound}: ObjectiveFact) => bound?.marginPercent ?? (bound?.margin.digits === 0n ? 0 : FAR);
  const bounded = facts.filter(({bound}) => bound !== undefined);
  return [...bounded].sort((a, b) => nearness(a) - nearness(b))[0];
}

/** Of what is broken, the furthest from its limit first. */
export function worstFirst(facts: readonly ObjectiveFact[]): readonly ObjectiveFact[] {
  const distance = ({bound}: ObjectiveFact) => bound?.marginPercent ?? 0;
  return [...facts].sort((a, b) => Number(b.endsRun) - Number(a.endsRun) || distance(a) - distance(b));
}

/** Whether the engine and the limits of the spec say different things: the spec was edited, or no value counted as a failure. */
export function isAtOdds({state, bound}: ObjectiveFact): boolean {
  if (!bound || state === 'unknown') return false;
  return compareQuantities(bound.margin, {digits: 0n, scale: 0}) < 0 !== (state === 'violated');
}
