import type {Bucket} from './histogram.js';

/**
 * The value below which a share of the observations lies, when those of each bucket are spread evenly over it. Exact, also
 * where buckets overlap; a bucket of no width is a single point.
 *
 * @param share 0 to 1
 * @returns in the unit of the buckets; undefined when they are empty
 * @see the original drew ten random values for each observation instead; the difference is at most 2 %
 */
export function percentile(buckets: readonly Bucket[], share: number): number | undefined {
  const filled = buckets.filter(({count}) => count > 0);
  const total = filled.reduce((sum, {count}) => sum + count, 0);
  if (total === 0) return undefined;
  const edges = [...new Set(filled.flatMap(({start, end}) => [start, end]))].sort((a, b) => a - b);
  const goal = share * total;
  const index = firstIndex(edges, (edge) => countUpTo(filled, edge) >= goal);
  const [left, right] = [edges[index - 1], edges[index] ?? edges.at(-1)];
  return left === undefined || right === undefined ? edges[0] : interpolate(filled, [left, right], goal);
}

/** How many observations are above a value, in the unit of the buckets; a fraction where it falls into a bucket. */
export function countAbove(buckets: readonly Bucket[], value: number): number {
  const total = buckets.reduce((sum, {count}) => sum + count, 0);
  return Math.max(0, total - countUpTo(buckets, value));
}

/** Between two edges the count grows evenly, and may jump at the right one. */
function interpolate(buckets: readonly Bucket[], [left, right]: readonly [number, number], goal: number): number {
  const from = countUpTo(buckets, left);
  const to = countBelow(buckets, right);
  return to <= from ? right : Math.min(right, left + ((right - left) * (goal - from)) / (to - from));
}

/** Observations of at most `value`. */
function countUpTo(buckets: readonly Bucket[], value: number): number {
  return buckets.reduce((sum, {start, end, count}) => {
    if (value >= end) return sum + count;
    return value <= start ? sum : sum + (count * (value - start)) / (end - start);
  }, 0);
}

/** Observations of less than `value`: without the buckets of no width that stand exactly there. */
function countBelow(buckets: readonly Bucket[], value: number): number {
  const points = buckets.filter(({start, end}) => start === value && end === value);
  return countUpTo(buckets, value) - points.reduce((sum, {count}) => sum + count, 0);
}

/** The first index whose element passes a test that stays passed from there on; the length if none does. */
function firstIndex(values: readonly number[], passes: (value: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const value = values[middle];
    if (value === undefined || passes(value)) high = middle;
    else low = middle + 1;
  }
  return low;
}
