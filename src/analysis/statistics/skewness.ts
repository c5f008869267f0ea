import type {Look} from './sample.js';

/** The largest values tell how skewed all are, and most of them are yet to come: in so many observations half of it is seen. */
const SEEN_HALF = 100;

/**
 * The skewness of the mean of all observations of a look, if they are independent: that of a single one over the root of
 * their number, and somewhat more than was seen of it.
 *
 * @returns 0 where nothing varies, or nobody knows the sums that tell
 */
export function skewnessOfMean({samples, sum, squares, cubes}: Look): number {
  if (squares === undefined || cubes === undefined) return 0;
  const mean = sum / samples;
  const variance = squares / samples - mean ** 2;
  if (variance <= 0) return 0;
  const third = cubes / samples - (3 * mean * squares) / samples + 2 * mean ** 3;
  const seen = third / variance ** 1.5;
  return (seen * (1 + Math.sqrt(SEEN_HALF / samples))) / Math.sqrt(samples);
}

/**
 * How many standard errors above a mean its upper bound is, where it would be `z` if the mean were normal. The few large
 * values of a long tail make a mean and its standard error large together, so that one which lacks them is surer than it
 * should be: then it is more than `z`, and never less. The lower bound has the skewness of the opposite sign.
 *
 * @param z 0 or more
 * @param skewness of the mean
 * @see P. Hall, On the removal of skewness by transformation, Journal of the Royal Statistical Society B 54 (1992) 221–228
 */
export function skewedReach(z: number, skewness: number): number {
  if (z <= 0 || skewness <= 0) return z;
  const usable = Math.min(skewness, 3 * (Math.sqrt(z ** 2 + 0.75) - z)); // there it is about four times z, and beyond it would shrink
  const reach = (3 / usable) * (1 - Math.cbrt(1 - usable * z - usable ** 2 / 6));
  return Math.max(z, reach);
}
