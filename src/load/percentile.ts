import type {Bucket} from './buckets.js';

/**
 * The latency that a share of the requests stayed under, taking latencies as evenly spread within each bucket.
 *
 * @param share 0 to 1
 * @returns seconds; undefined without requests
 */
export function percentile(buckets: readonly Bucket[], share: number): number | undefined {
  const total = buckets.reduce((sum, {count}) => sum + count, 0);
  let rest = share * total;
  for (const {start, end, count} of [...buckets].sort((a, b) => a.start - b.start)) {
    if (rest <= count) return start + (end - start) * (rest / count);
    rest -= count;
  }
  return buckets.at(-1)?.end;
}
