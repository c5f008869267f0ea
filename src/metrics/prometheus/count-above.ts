import type {BucketBounds, CountAbove} from '../../experiment/count-above.js';
import type {Buckets} from './distribution.js';

/** A bound that differs by no more than that is the same number. */
const ROUNDING = 1e-9;

/**
 * How many observations of a histogram are above a limit: exact where the limit is the bound of a bucket, else what lies
 * between, evenly spread as Prometheus has it, and how many there are at least and at most.
 *
 * @param limit in the unit of the buckets
 */
export function countAboveLimit(buckets: Buckets, limit: number): CountAbove {
  const of = buckets.at(-1)?.count ?? 0;
  const index = buckets.findIndex(({upTo}) => upTo >= limit - ROUNDING * Math.abs(limit));
  const [below, bucket] = [buckets[index - 1], buckets[index]];
  if (!bucket) return {of, count: 0};
  const least = of - bucket.count;
  if (isSame(bucket.upTo, limit)) return {of, count: least};
  const bounds = {lower: below?.upTo ?? (bucket.upTo > 0 ? 0 : -Infinity), upper: bucket.upTo};
  const most = of - (below?.count ?? 0);
  const count = least + (most - least) * shareAbove(bounds, limit);
  return {of, count, ...(most > least && {within: {least, most, bounds}})};
}

function isSame(bound: number, limit: number): boolean {
  return Math.abs(bound - limit) <= ROUNDING * Math.abs(limit);
}

/** Of a bucket without an end, all are taken to be above. */
function shareAbove({lower, upper}: BucketBounds, limit: number): number {
  const share = (upper - limit) / (upper - lower);
  return Number.isFinite(share) ? Math.min(1, share) : 1;
}

/** The same in another unit. @param factor above 0 */
export function scaleCountAbove({within, ...counts}: CountAbove, factor: number): CountAbove {
  if (!within?.bounds) return {...counts, ...(within && {within})};
  const {lower, upper} = within.bounds;
  return {...counts, within: {...within, bounds: {lower: lower * factor, upper: upper * factor}}};
}
