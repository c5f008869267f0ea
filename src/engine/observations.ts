import type {Observation, Observations} from '../analysis/observations.js';
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
      const count = counts?.get(version);
      const isUncounted = sampleSizes.has(metric) && outcome.kind === 'value' && count?.kind !== 'value';
      return [version, isUncounted ? uncounted(count) : toObservation(outcome, count, observedAt)];
    });
    return [metric, new Map(observed)];
  });
  return new Map(byMetric);
}

/** A metric that names its sample size is judged by nothing when that cannot be read. */
function uncounted(count: QueryOutcome | undefined): Observation {
  const cause = count?.kind === 'unavailable' ? `: ${count.reason}` : '';
  return {kind: 'unavailable', reason: `its number of samples is not known${cause}`};
}

function toObservation(outcome: QueryOutcome, count: QueryOutcome | undefined, observedAt: Date): Observation {
  if (outcome.kind === 'unavailable') return {kind: 'unavailable', reason: outcome.reason};
  const {value} = outcome;
  if (count?.kind !== 'value') return {kind: 'value', value, observedAt};
  const sampleSize = Math.max(0, Math.floor(quantityToNumber(count.value)));
  return {kind: 'value', value, observedAt, sampleSize};
}
