import type {TrueValue} from '../../analysis/planning/needs.js';
import {MEAN_LATENCY} from '../../engine/simulate/synthetic-version.js';
import type {Spread, Truth} from '../../engine/simulate/truth.js';
import {bareName} from '../../experiment/metric-reference.js';
import {logNormalQuantile, logNormalTail} from './log-normal.js';
import type {MeasuredMetric} from './measured-metrics.js';

/** How much single requests vary where nobody says: as 20±5 ms do. */
export const RELATIVE_DEVIATION = 0.25;

type Named = Pick<MeasuredMetric, 'name' | 'statistic'>;

/** The value that a metric has when a version is really like this; undefined: a number of events, or nobody tells. */
export function valueOf({name, statistic}: Named, {latency, errorRate, others}: Truth): number | undefined {
  const bare = bareName(name);
  if (statistic.kind === 'percentile') return logNormalQuantile(others.get(bare) ?? latency, 1 - statistic.share);
  if (MEAN_LATENCY.test(bare)) return latency.mean;
  if (bare === 'error-count') return errorRate === 0 ? 0 : undefined;
  return bare === 'error-rate' ? errorRate : others.get(bare)?.mean;
}

/** What is estimated of it: of a percentile, the share above the limit. */
export function estimatedOf(
  metric: Named,
  truth: Truth,
  {limit, degrees}: {readonly limit: number; readonly degrees: number},
): TrueValue | undefined {
  const {statistic, name} = metric;
  const value = valueOf(metric, truth);
  if (value === undefined) return undefined;
  const spread = truth.others.get(bareName(name));
  if (statistic.kind === 'percentile')
    return {kind: 'share', value: logNormalTail(spread ?? truth.latency, limit)};
  if (statistic.kind === 'proportion') return {kind: 'share', value};
  const {deviation = 0} = MEAN_LATENCY.test(bareName(name)) ? truth.latency : (spread ?? {});
  return {kind: 'mean', value, deviation, degrees};
}

/** The same version with another value of a metric; unchanged where the metric is a number of events. */
export function withValue({name, statistic}: Named, truth: Truth, value: number): Truth {
  const bare = bareName(name);
  if (statistic.kind === 'percentile') {
    const spread = varying(value / logNormalQuantile(varying(1), 1 - statistic.share));
    return truth.others.has(bare)
      ? {...truth, others: new Map([...truth.others, [bare, spread]])}
      : {...truth, latency: spread};
  }
  if (MEAN_LATENCY.test(bare)) return {...truth, latency: varying(value)};
  if (bare === 'error-rate') return {...truth, errorRate: Math.min(1, Math.max(0, value))};
  if (bare === 'error-count' || bare === 'request-count') return truth;
  const spread = statistic.kind === 'proportion' ? shareSpread(value) : varying(value);
  return {...truth, others: new Map([...truth.others, [bare, spread]])};
}

function varying(mean: number): Spread {
  return {mean, deviation: Math.abs(mean) * RELATIVE_DEVIATION};
}

/** Of a request that counts as 0 or 1. */
export function shareSpread(value: number): Spread {
  const mean = Math.min(1, Math.max(0, value));
  return {mean, deviation: Math.sqrt(mean * (1 - mean))};
}
