import type {VersionHistogram} from '../metrics/builtin/histogram.js';
import {compactBuckets} from './buckets.js';
import type {VersionResult} from './version-result.js';

/** A result as `status.analysis.aggregatedBuiltinHists.data` keeps it for a version: the terms of Fortio, seconds. */
export interface StoredResult {
  readonly DurationHistogram: StoredHistogram;
  /** Requests by status code; `-1` are those without an answer. */
  readonly RetCodes: Readonly<Record<string, number>>;
}

export interface StoredHistogram {
  readonly Count: number;
  readonly Max: number;
  readonly Sum: number;
  readonly Data: readonly StoredBucket[];
}

export interface StoredBucket {
  readonly Start: number;
  readonly End: number;
  readonly Count: number;
}

const NO_ANSWER = '-1';

export function storedResult(result: VersionResult): StoredResult {
  const {count, sum, max, buckets} = result;
  return {
    DurationHistogram: {
      Count: count,
      Max: max ?? 0,
      Sum: sum,
      Data: buckets.map(({start, end, count: Count}) => ({Start: start, End: end, Count})),
    },
    RetCodes: Object.fromEntries(codesOf(result)),
  };
}

/** A result as the built-in metrics read it, without the detour over the status. */
export function versionHistogram(result: VersionResult): VersionHistogram {
  const {count, sum, max = 0, buckets} = result;
  return {count, sum, max, buckets, codes: new Map(codesOf(result))};
}

function codesOf({byStatus, transportErrors}: VersionResult): (readonly [string, number])[] {
  const failed = [...transportErrors.values()].reduce((total, one) => total + one, 0);
  const codes = [...byStatus].sort(([a], [b]) => a - b).map(([status, one]) => [String(status), one] as const);
  return failed > 0 ? [...codes, [NO_ANSWER, failed]] : codes;
}

/**
 * A further collection for the same version. The bucket lists are appended, as the original does, and joined once
 * they are more than about 100, since all of it lives in the status of a resource.
 */
export function mergeStored(earlier: StoredResult, later: StoredResult): StoredResult {
  const [a, b] = [earlier.DurationHistogram, later.DurationHistogram];
  return {
    DurationHistogram: {
      Count: a.Count + b.Count,
      Max: Math.max(a.Max, b.Max),
      Sum: a.Sum + b.Sum,
      Data: compactStored([...a.Data, ...b.Data]),
    },
    RetCodes: addCodes(earlier.RetCodes, later.RetCodes),
  };
}

function compactStored(data: readonly StoredBucket[]): StoredBucket[] {
  const buckets = data.map(({Start, End, Count}) => ({start: Start, end: End, count: Count}));
  return compactBuckets(buckets).map(({start, end, count}) => ({Start: start, End: end, Count: count}));
}

function addCodes(a: StoredResult['RetCodes'], b: StoredResult['RetCodes']): StoredResult['RetCodes'] {
  const sum = new Map(Object.entries(a));
  for (const [code, count] of Object.entries(b)) sum.set(code, (sum.get(code) ?? 0) + count);
  return Object.fromEntries(sum);
}
