import type {VersionResult} from '../../../load/version-result.js';
import {BUILTIN_FORMULAS} from '../../../metrics/builtin/builtin.js';
import type {VersionHistogram} from '../../../metrics/builtin/histogram.js';
import {judgedHistogram} from '../../run/judged-histogram.js';

/** Names of the Metric resources → built-in metrics that are the same. Those of Knative in the original. */
const SAME_AS = {
  'request-count': 'request-count',
  'mean-latency': 'mean-latency',
  '95th-percentile-tail-latency': 'latency-95th-percentile',
  'error-rate': 'error-rate',
  'error-count': 'error-count',
} as const;

export type MeasuredMetric = keyof typeof SAME_AS;

export function isMeasured(name: string): name is MeasuredMetric {
  return Object.hasOwn(SAME_AS, name);
}

/**
 * A metric of all requests to a Revision together; latencies in milliseconds.
 *
 * @param results at each address that leads to it
 * @returns undefined where there is none without a request
 */
export function measure(metric: MeasuredMetric, results: readonly VersionResult[]): number | undefined {
  return BUILTIN_FORMULAS[SAME_AS[metric]]?.(joined(results.map(judgedHistogram)));
}

function joined(histograms: readonly VersionHistogram[]): VersionHistogram {
  const sum = (number: (one: VersionHistogram) => number) =>
    histograms.reduce((total, one) => total + number(one), 0);
  const codes = new Map<string, number>();
  for (const [code, count] of histograms.flatMap((one) => [...one.codes])) {
    codes.set(code, (codes.get(code) ?? 0) + count);
  }
  return {
    count: sum(({count}) => count),
    answered: sum(({count, answered = count}) => answered),
    sum: sum((one) => one.sum),
    max: Math.max(0, ...histograms.map(({max}) => max)),
    buckets: histograms.flatMap(({buckets}) => buckets),
    codes,
  };
}
