import {versionHistogram} from '../../../load/stored-result.js';
import type {VersionResult} from '../../../load/version-result.js';
import {BUILTIN_FORMULAS} from '../../../metrics/builtin/builtin.js';
import {joinHistograms} from '../../../metrics/builtin/histogram.js';
import {judgedHistogram} from '../../../metrics/builtin/judged-histogram.js';

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
  return BUILTIN_FORMULAS[SAME_AS[metric]]?.(
    joinHistograms(results.map((result) => judgedHistogram(versionHistogram(result)))),
  );
}
