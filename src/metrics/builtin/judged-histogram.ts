import type {VersionHistogram} from './histogram.js';

/** As which a request without an answer is counted: no server sends it. */
const AS_ERROR = '599';

/**
 * A histogram as the engine judges by it. Unlike the original, a request without an answer is an error: refusing a
 * connection is quick, and must make no version look good.
 */
export function judgedHistogram(histogram: VersionHistogram): VersionHistogram {
  const failed = total([...histogram.codes].filter(([code]) => Number(code) < 0));
  if (failed === 0) return histogram;
  const answered = [...histogram.codes].filter(([code]) => Number(code) >= 0);
  const codes = new Map(answered);
  codes.set(AS_ERROR, (codes.get(AS_ERROR) ?? 0) + failed);
  // The load tool of the original counted these among all requests, ours counts answers.
  const count = Math.max(histogram.count, total([...histogram.codes]));
  return {...histogram, count, answered: histogram.answered ?? histogram.count, codes};
}

function total(codes: readonly (readonly [string, number])[]): number {
  return codes.reduce((sum, [, count]) => sum + count, 0);
}
