import {type Beta, betaAt, betaOf, betaQuantile, lowerBetaQuantile} from './beta.js';
import {normalQuantile} from './normal.js';

/**
 * Probability of a value above `t` in Student's distribution.
 *
 * @param degrees of freedom, above 0
 * @see Abramowitz and Stegun 26.7.1 with 26.5.27
 */
export function studentTail(t: number, degrees: number): number {
  const {tail} = studentAt(Math.abs(t), betaOf(degrees / 2, 0.5));
  return t >= 0 ? tail : 1 - tail;
}

/**
 * The t above which a share of Student's distribution lies.
 *
 * @param tail above 0 and below 1; at 0 or 1 the result is infinite
 * @param degrees of freedom, above 0
 */
export function studentQuantile(tail: number, degrees: number): number {
  if (tail > 0.5) return -studentQuantile(1 - tail, degrees);
  const isSteep = degrees >= MANY_DEGREES && tail < MIDDLE;
  return (isSteep ? nearNormal(tail, degrees) : undefined) ?? anyQuantile(tail, degrees);
}

function anyQuantile(tail: number, degrees: number): number {
  const far = lowerBetaQuantile(2 * tail, degrees / 2, 0.5);
  if (far <= 0.5) return Math.sqrt((degrees * (1 - far)) / far);
  const near = betaQuantile(2 * tail, 0.5, degrees / 2);
  return Math.sqrt((degrees * near) / (1 - near));
}

/** From here on the distribution is nearly normal, as far as the square of z is no larger multiple of the degrees. */
const MANY_DEGREES = 4;
const FARTHEST = 4;
/** Nearer to a half, t is nearly 0, and has no digits to compare. */
const MIDDLE = 0.45;
const MOST_ROUNDS = 4;
/** Distance of a tail from what it is to be, in logarithms: the step from there leaves an error of the size of its cube. */
const NEAR = 1e-4;

/**
 * By Halley's method on the logarithm of the tail, from near the place.
 *
 * @returns undefined far out, where the start is not near
 * @see Abramowitz and Stegun 26.7.5
 */
function nearNormal(tail: number, degrees: number): number | undefined {
  const z = normalQuantile(tail);
  const square = z * z;
  if (square > FARTHEST * degrees) return undefined;
  const beta = betaOf(degrees / 2, 0.5);
  let t = z * (1 + (square + 1) / (4 * degrees) + ((5 * square + 16) * square + 3) / (96 * degrees * degrees));
  for (let round = 0; round < MOST_ROUNDS && t < Infinity; round += 1) {
    const {tail: rest, density} = studentAt(t, beta);
    const missing = Math.log(rest / tail);
    const slope = density / rest;
    const bend = slope - ((degrees + 1) * t) / (degrees + t * t); // of the logarithm, as a multiple of its slope
    const newton = missing / slope;
    t += newton / (1 + (newton * bend) / 2);
    if (Math.abs(missing) < NEAR) return t;
  }
  return undefined;
}

/**
 * Tail and density at `t`. The smaller of the two shares is the one that a number can hold exactly.
 *
 * @param t 0 or more; at 0 there is no density
 * @param beta with the shapes degrees/2 and 1/2
 */
function studentAt(t: number, beta: Beta): {readonly tail: number; readonly density: number} {
  const degrees = 2 * beta.a;
  const square = t * t;
  const whole = degrees + square;
  const isNear = square < degrees;
  const at = isNear ? betaAt({...beta, a: beta.b, b: beta.a}, square / whole) : betaAt(beta, degrees / whole);
  return {tail: (isNear ? at.above : at.below) / 2, density: (at.density * degrees * t) / (whole * whole)};
}
