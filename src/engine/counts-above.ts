import type {Uncounted} from '../analysis/observations.js';
import type {CountAbove} from '../experiment/count-above.js';
import type {VersionHistogram} from '../metrics/builtin/histogram.js';
import {countAbove} from '../metrics/builtin/percentile.js';
import type {Metric} from '../metrics/metric.js';
import type {QueryOutcome} from '../metrics/outcome.js';
import {countAboveLimit, scaleCountAbove} from '../metrics/prometheus/count-above.js';
import type {QueryResults} from '../metrics/query-all.js';
import type {CountsAbove} from './observations.js';

/** What was counted of all requests so far. */
export interface Counted {
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly results: QueryResults;
  /** Of the built-in metrics, by version. */
  readonly histograms: ReadonlyMap<string, VersionHistogram>;
}

/** How many requests are above a limit, by the histogram of the metric: the built-in one, or what Prometheus has answered. */
export function countsAboveIn({metrics, results, histograms}: Counted): CountsAbove {
  return (metric, version, limit) =>
    metrics.get(metric)?.source.kind === 'builtin'
      ? countInHistogram(histograms.get(version), limit)
      : countInAnswer(results.get(metric)?.get(version), limit);
}

/** By the histogram of the built-in metrics, which counts only what was answered. */
export function countInHistogram(
  histogram: VersionHistogram | undefined,
  milliseconds: number,
): CountAbove | undefined {
  if (!histogram) return undefined;
  const {buckets, count, answered = count} = histogram;
  return {of: answered, count: countAbove(buckets, milliseconds / 1000)};
}

function countInAnswer(outcome: QueryOutcome | undefined, limit: number): CountAbove | Uncounted | undefined {
  if (outcome?.kind !== 'value' || !outcome.distribution) return undefined;
  const {distribution} = outcome;
  if (distribution.kind === 'unavailable') return {reason: distribution.reason};
  const {buckets, factor} = distribution;
  return scaleCountAbove(countAboveLimit(buckets, limit / factor), factor);
}
