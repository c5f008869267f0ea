import {versionHistogram} from '../../load/stored-result.js';
import type {VersionResult} from '../../load/version-result.js';
import type {VersionHistogram} from '../../metrics/builtin/histogram.js';

/** Where a load result keeps the requests that got no answer, and where the built-in metrics count them as errors. */
const [NO_ANSWER, AS_ERROR] = ['-1', '599'];

/**
 * What the built-in metrics are computed from in a run of our own load. Unlike the original, a request without an answer is
 * an error, and has no latency: refusing a connection is quick.
 */
export function judgedHistogram(result: VersionResult): VersionHistogram {
  const histogram = versionHistogram(result);
  const codes = [...histogram.codes].map(
    ([code, count]) => [code === NO_ANSWER ? AS_ERROR : code, count] as const,
  );
  return {...histogram, codes: new Map(codes)};
}

/** Whether requests were sent, a second ago if they are under way, and not one was answered, by any version. */
export function isUnreachable(results: ReadonlyMap<string, VersionResult>): boolean {
  const sent = [...results.values()].filter(({count}) => count > 0);
  return sent.length > 0 && sent.every(({answered}) => answered === 0);
}

/** `baseline: refuses connections; candidate: time-out`. */
export function unreachableWords(results: ReadonlyMap<string, VersionResult>): string {
  return [...results]
    .map(([version, {transportErrors}]) => `${version}: ${[...transportErrors.keys()].join(', ')}`)
    .join('; ');
}
