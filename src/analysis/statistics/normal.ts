const ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);
const ROOT_OF_PI = Math.sqrt(Math.PI);

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / ROOT_OF_TWO_PI;
}

/**
 * Probability of a value above `z`; exact to some 1e-14 relative, in the far tail too.
 *
 * @see W. Cody, Rational Chebyshev Approximations for the Error Function, Mathematics of Computation 23 (1969) 631–637, whose
 *   numbers are those of the three quotients below
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const x = z * Math.SQRT1_2;
  if (x < NEAR_END) return 0.5 - (x * near(x * x)) / 2;
  return (Math.exp((-z * z) / 2) * (x < MIDDLE_END ? middle(x) : far(x))) / 2;
}

/** Ends of the ranges of the error function's argument in which each quotient is exact. */
const NEAR_END = 0.46875;
const MIDDLE_END = 4;

// Written out, since a loop over the numbers takes three times as long.

/** erf(x)/x, by the square of x. */
function near(y: number): number {
  // prettier-ignore
  const above = (((0.18577770618460315 * y + 3.1611237438705655) * y + 113.86415415105016) * y
    + 377.485237685302) * y + 3209.3775891384694;
  // prettier-ignore
  const below = (((y + 23.601290952344122) * y + 244.02463793444417) * y + 1282.6165260773723) * y
    + 2844.236833439171;
  return above / below;
}

/** erfc(x) exp(x²). */
function middle(x: number): number {
  // prettier-ignore
  const above = (((((((2.1531153547440383e-08 * x + 0.5641884969886701) * x + 8.883149794388377) * x
    + 66.11919063714163) * x + 298.6351381974001) * x + 881.952221241769) * x
    + 1712.0476126340707) * x + 2051.0783778260716) * x + 1230.3393547979972;
  // prettier-ignore
  const below = (((((((x + 15.744926110709835) * x + 117.6939508913125) * x + 537.1811018620099) * x
    + 1621.3895745666903) * x + 3290.7992357334597) * x + 4362.619090143247) * x
    + 3439.3676741437216) * x + 1230.3393548037495;
  return above / below;
}

/** The same for a large x. */
function far(x: number): number {
  const y = 1 / (x * x);
  // prettier-ignore
  const above = ((((0.016315387137302097 * y + 0.30532663496123236) * y + 0.36034489994980445) * y
    + 0.12578172611122926) * y + 0.016083785148742275) * y + 0.0006587491615298378;
  // prettier-ignore
  const below = ((((y + 2.568520192289822) * y + 1.8729528499234673) * y + 0.5279051029514285) * y
    + 0.06051834131244132) * y + 0.0023352049762686918;
  return (1 / ROOT_OF_PI - (y * above) / below) / x;
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
