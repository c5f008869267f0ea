/**
 * A quantile of what a Prometheus histogram took in between two scrapes, linear within a bucket.
 *
 * @param {string} name
 * @param {number} share 0 to 1
 * @param {{before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>}} scrapes
 * @returns {number} NaN where it took in nothing
 */
export function histogramQuantile(name, share, {before, after}) {
  const buckets = [...after]
    .filter(([key]) => key.startsWith(`${name}_bucket{`))
    .map(([key, count]) => ({bound: boundOf(key), count: count - (before.get(key) ?? 0)}))
    .sort((a, b) => a.bound - b.bound);
  const rank = share * (buckets.at(-1)?.count ?? 0);
  const index = buckets.findIndex(({count}) => count >= rank);
  const {bound: lower, count: below} = buckets[index - 1] ?? {bound: 0, count: 0};
  const {bound: upper, count} = buckets[index] ?? {bound: NaN, count: NaN};
  return upper === Infinity ? Infinity : lower + ((upper - lower) * (rank - below)) / (count - below);
}

/** @param {string} key `name_bucket{le="0.5"}` */
function boundOf(key) {
  const [, text = ''] = /le="([^"]+)"/.exec(key) ?? [];
  return text === '+Inf' ? Infinity : Number(text);
}
