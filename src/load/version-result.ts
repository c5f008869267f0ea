import type {Bucket} from '../metrics/builtin/histogram.js';
import {compactBuckets} from './buckets.js';

export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'other';

/** What became of the counted requests to one version; transport errors are among them. Seconds and bytes. */
export interface VersionResult {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** undefined without requests, as `max`. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly buckets: readonly Bucket[];
  readonly byStatus: ReadonlyMap<number, number>;
  /** Requests without an answer, by reason in words. */
  readonly transportErrors: ReadonlyMap<string, number>;
  /** Of the bodies of answers. */
  readonly bytes: number;
}

export function statusClasses({byStatus}: Pick<VersionResult, 'byStatus'>): ReadonlyMap<StatusClass, number> {
  const classes = new Map<StatusClass, number>();
  for (const [status, count] of byStatus) {
    const name = statusClass(status);
    classes.set(name, (classes.get(name) ?? 0) + count);
  }
  return classes;
}

function statusClass(status: number): StatusClass {
  const first = Math.floor(status / 100);
  return first >= 1 && first <= 5 ? (`${first}xx` as StatusClass) : 'other';
}

/** Unbiased (n − 1) standard deviation of the latencies in seconds; undefined for fewer than two. */
export function standardDeviation({count, sum, sumOfSquares}: VersionResult): number | undefined {
  if (count < 2) return undefined;
  return Math.sqrt(Math.max(0, sumOfSquares - (sum * sum) / count) / (count - 1));
}

/** Both results as if they had been one. */
export function mergeResults(a: VersionResult, b: VersionResult): VersionResult {
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    sumOfSquares: a.sumOfSquares + b.sumOfSquares,
    min: outer(Math.min, a.min, b.min),
    max: outer(Math.max, a.max, b.max),
    buckets: compactBuckets([...a.buckets, ...b.buckets]),
    byStatus: addCounts(a.byStatus, b.byStatus),
    transportErrors: addCounts(a.transportErrors, b.transportErrors),
    bytes: a.bytes + b.bytes,
  };
}

function outer(
  choose: (a: number, b: number) => number,
  a: number | undefined,
  b: number | undefined,
): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : choose(a, b);
}

function addCounts<Key>(a: ReadonlyMap<Key, number>, b: ReadonlyMap<Key, number>): ReadonlyMap<Key, number> {
  const sum = new Map(a);
  for (const [key, count] of b) sum.set(key, (sum.get(key) ?? 0) + count);
  return sum;
}
