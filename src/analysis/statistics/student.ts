import {betaQuantile, betaTails, lowerBetaQuantile} from './beta.js';

/**
 * Probability of a value above `t` in Student's distribution.
 *
 * @param degrees of freedom, above 0
 * @see Abramowitz and Stegun 26.7.1 with 26.5.27
 */
export function studentTail(t: number, degrees: number): number {
  const outside = outsideOf(t * t, degrees) / 2;
  return t >= 0 ? outside : 1 - outside;
}

/** Probability of a larger square. The smaller of the two shares is the one that a number can hold exactly. */
function outsideOf(square: number, degrees: number): number {
  return square < degrees
    ? betaTails(square / (degrees + square), 0.5, degrees / 2).above
    : betaTails(degrees / (degrees + square), degrees / 2, 0.5).below;
}

/**
 * The t above which a share of Student's distribution lies.
 *
 * @param tail above 0 and below 1; at 0 or 1 the result is infinite
 * @param degrees of freedom, above 0
 */
export function studentQuantile(tail: number, degrees: number): number {
  if (tail > 0.5) return -studentQuantile(1 - tail, degrees);
  if (2 * tail > outsideOf(degrees, degrees)) {
    const near = betaQuantile(2 * tail, 0.5, degrees / 2);
    return Math.sqrt((degrees * near) / (1 - near));
  }
  const far = lowerBetaQuantile(2 * tail, degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - far)) / far);
}
