import {betaQuantile, betaTails} from './beta.js';

/**
 * Probability of a value above `t` in Student's distribution.
 *
 * @param degrees of freedom, above 0
 * @see Abramowitz and Stegun 26.7.1 with 26.5.27
 */
export function studentTail(t: number, degrees: number): number {
  const outside = betaTails(degrees / (degrees + t * t), degrees / 2, 0.5).below / 2;
  return t >= 0 ? outside : 1 - outside;
}

/**
 * The t above which a share of Student's distribution lies.
 *
 * @param tail above 0 and below 1
 * @param degrees of freedom, above 0
 */
export function studentQuantile(tail: number, degrees: number): number {
  if (tail > 0.5) return -studentQuantile(1 - tail, degrees);
  const x = betaQuantile(1 - 2 * tail, degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - x)) / x);
}
