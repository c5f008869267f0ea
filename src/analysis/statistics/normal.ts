const ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);
/** Beyond it the continued fraction is quicker than the series, and as exact. */
const SERIES_END = 2.5;

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / ROOT_OF_TWO_PI;
}

/**
 * Probability of a value above `z`; exact to some 1e-14 relative, in the far tail too.
 *
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.11 and 26.2.14
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  return z < SERIES_END ? 0.5 - normalDensity(z) * series(z) : normalDensity(z) * continuedFraction(z);
}

/** z + z³/3 + z⁵/(3·5) + … */
function series(z: number): number {
  let [term, sum] = [z, z];
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** 1/(z + 1/(z + 2/(z + 3/(z + …)))), from the inside out. */
function continuedFraction(z: number): number {
  let inner = z;
  for (let step = Math.ceil(10 + 250 / (z * z)); step >= 1; step -= 1) inner = z + step / inner;
  return 1 / inner;
}

/**
 * The z above which a share of the standard normal distribution lies: the inverse of `normalTail`.
 *
 * @param tail above 0 and below 1; at 0 or 1 the result is infinite
 * @see Abramowitz and Stegun 26.2.22 for the start, then Halley's method
 */
export function normalQuantile(tail: number): number {
  if (tail > 0.5) return -normalQuantile(1 - tail);
  if (tail <= 0) return Infinity;
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = Math.max(0, t - (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + 0.04481 * t)));
  for (let round = 0; round < 3; round += 1) {
    const step = (normalTail(z) - tail) / normalDensity(z);
    z += step / (1 - (step * z) / 2);
  }
  return z;
}
