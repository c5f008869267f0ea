import type {KnownAbove, Observation, Observations, ObservedValue, Reading} from '../analysis/observations.js';
import {percentileLimits, statisticIn} from '../analysis/record-looks.js';
import {lookUpMetric} from '../experiment/metric-reference.js';
import type {Experiment} from '../experiment/model.js';
import {quantityToNumber} from '../experiment/quantity.js';
import type {QueryOutcome} from '../metrics/outcome.js';
import type {QueryResults} from '../metrics/query-all.js';

/**
 * What the analysis sees of the results of `queryAll`.
 *
 * @param sampleSizes name of a metric → name of the one that counts its data points, as `collectMetrics` gives them
 * @param observedAt when the queries were made
 */
export function toObservations(
  results: QueryResults,
  sampleSizes: ReadonlyMap<string, string>,
  observedAt: Date,
): Observations {
  const byMetric = [...results].map(([metric, byVersion]): [string, ReadonlyMap<string, Observation>] => {
    const counts = results.get(sampleSizes.get(metric) ?? '');
    const observed = [...byVersion].map(([version, outcome]): [string, Observation] => {
      const size = sampleSizes.has(metric) ? sizeOf(counts?.get(version)) : {};
      return [version, toObservation(outcome, size, observedAt)];
    });
    return [metric, new Map(observed)];
  });
  return new Map(byMetric);
}

/** What is known of the data points of a version above a limit. */
export type CountsAbove = (metric: string, version: string, limit: number) => KnownAbove | undefined;

/**
 * Adds to a percentile how many data points are above each of its limits: the one number does not tell how sure it is. Who
 * counts them knows how many there are in all, where the metric names nobody who does.
 */
export function withCountsAbove(
  experiment: Experiment,
  observations: Observations,
  countAbove: CountsAbove,
): Observations {
  const {spec, namespace} = experiment;
  const byMetric = [...observations].map(([name, byVersion]) => {
    const objectives = spec.criteria.objectives.filter(({metric}) =>
      isMeant(observations, metric, namespace, byVersion),
    );
    const limits = statisticIn(experiment, name).kind === 'percentile' ? objectives.flatMap(percentileLimits) : [];
    const entries = [...byVersion].map(([version, observation]): [string, Observation] => {
      if (observation.kind !== 'value' || limits.length === 0) return [version, observation];
      const counts = limits.flatMap((limit) => {
        const count = countAbove(name, version, limit);
        return count === undefined ? [] : [[limit, count] as const];
      });
      return [version, withSamples({...observation, above: new Map(counts)})];
    });
    return [name, new Map(entries)] as const;
  });
  return new Map(byMetric);
}

function withSamples(observed: ObservedValue): Observation {
  const [counted] = [...(observed.above?.values() ?? [])].filter(
    (known) => typeof known === 'object' && 'of' in known,
  );
  return counted && observed.uncounted === undefined
    ? {sampleSize: Math.floor(counted.of), ...observed}
    : observed;
}

function isMeant(observations: Observations, reference: string, namespace: string, byVersion: unknown): boolean {
  return lookUpMetric(observations, reference, namespace) === byVersion;
}

type SampleSize = Pick<Reading, 'sampleSize' | 'uncounted'>;

/** A value that nobody counts any more is still there to be seen. */
function sizeOf(count: QueryOutcome | undefined): SampleSize {
  if (count?.kind === 'value') return {sampleSize: Math.max(0, Math.floor(quantityToNumber(count.value)))};
  return {uncounted: count?.reason ?? 'the metric that counts them was not read'};
}

function toObservation(outcome: QueryOutcome, size: SampleSize, observedAt: Date): Observation {
  if (outcome.kind === 'unavailable') return {kind: 'unavailable', reason: outcome.reason};
  const {value, sums} = outcome;
  return {kind: 'value', value, observedAt, ...size, ...(sums && {sums})};
}
