import type {Bucket} from '../metrics/builtin/histogram.js';

/** Width of the finest buckets, as a factor. */
export const FINEST_FACTOR = 1.01;

const LARGEST_NUMBER = 100;

/**
 * The same latencies in few buckets, in ascending order. Neighbours are joined on a logarithmic grid that every call
 * shares, so that lists which were compacted before fit together again.
 */
export function compactBuckets(buckets: readonly Bucket[], largestNumber = LARGEST_NUMBER): Bucket[] {
  const ascending = [...buckets].sort((a, b) => a.start - b.start || a.end - b.end);
  let compacted = ascending;
  for (let width = 1; compacted.length > largestNumber; width *= 2) compacted = joinOnGrid(ascending, width);
  return compacted;
}

function joinOnGrid(buckets: readonly Bucket[], width: number): Bucket[] {
  const cells = new Map<number, Bucket>();
  for (const bucket of buckets) {
    const cell = gridCell(bucket, width);
    const neighbour = cells.get(cell);
    cells.set(cell, neighbour ? join(neighbour, bucket) : bucket);
  }
  return [...cells.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

function gridCell({start, end}: Bucket, width: number): number {
  const middle = Math.max((start + end) / 2, 1e-6);
  return Math.floor(Math.log(middle * 1e6) / Math.log(FINEST_FACTOR) / width);
}

function join(a: Bucket, b: Bucket): Bucket {
  return {start: Math.min(a.start, b.start), end: Math.max(a.end, b.end), count: a.count + b.count};
}
