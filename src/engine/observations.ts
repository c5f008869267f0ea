import type {Observation, Observations, Reading} from '../analysis/observations.js';
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

type SampleSize = Pick<Reading, 'sampleSize' | 'uncounted'>;

/** A value that nobody counts any more is still there to be seen. */
function sizeOf(count: QueryOutcome | undefined): SampleSize {
  if (count?.kind === 'value') return {sampleSize: Math.max(0, Math.floor(quantityToNumber(count.value)))};
  return {uncounted: count?.reason ?? 'the metric that counts them was not read'};
}

function toObservation(outcome: QueryOutcome, size: SampleSize, observedAt: Date): Observation {
  if (outcome.kind === 'unavailable') return {kind: 'unavailable', reason: outcome.reason};
  return {kind: 'value', value: outcome.value, observedAt, ...size};
}
