import type {VersionHistogram} from '../metrics/builtin/histogram.js';
import {compactBuckets} from './buckets.js';
import type {VersionResult} from './version-result.js';

/** A result as `status.analysis.aggregatedBuiltinHists.data` keeps it for a version: the terms of Fortio, seconds. */
export interface StoredResult {
  readonly DurationHistogram: StoredHistogram;
  /** Requests by status code; `-1` are those without an answer. */
  readonly RetCodes: Readonly<Record<string, number>>;
}

/** Of the answered requests. */
export interface StoredHistogram {
  readonly Count: number;
  readonly Max: number;
  readonly Sum: number;
  /** Of the durations; absent where nobody knows. */
  readonly SumOfSquares?: number;
  readonly SumOfCubes?: number;
  readonly Data: readonly StoredBucket[];
}

export interface StoredBucket {
  readonly Start: number;
  readonly End: number;
  readonly Count: number;
}

const NO_ANSWER = '-1';

export function storedResult(result: VersionResult): StoredResult {
  return storedHistogram(versionHistogram(result));
}

/** Of one version; many buckets become few. */
export function storedHistogram({
  count,
  answered = count,
  sum,
  powers,
  max,
  buckets,
  codes,
}: VersionHistogram): StoredResult {
  return {
    DurationHistogram: {
      Count: answered,
      Max: max,
      Sum: sum,
      ...(powers && {SumOfSquares: powers.squares, SumOfCubes: powers.cubes}),
      Data: compactBuckets(buckets).map(({start, end, count: Count}) => ({Start: start, End: end, Count})),
    },
    RetCodes: Object.fromEntries(codes),
  };
}

/** A result as the built-in metrics read it, without the detour over the status. */
export function versionHistogram(result: VersionResult): VersionHistogram {
  const {count, answered, sum, powers, max = 0, buckets} = result;
  return {count, answered, sum, powers, max, buckets, codes: new Map(codesOf(result))};
}

function codesOf({byStatus, transportErrors}: VersionResult): (readonly [string, number])[] {
  const failed = [...transportErrors.values()].reduce((total, one) => total + one, 0);
  const codes = [...byStatus].sort(([a], [b]) => a - b).map(([status, one]) => [String(status), one] as const);
  return failed > 0 ? [...codes, [NO_ANSWER, failed]] : codes;
}
