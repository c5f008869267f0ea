import {normalQuantile, normalTail} from './normal.js';

/**
 * How much of the error probability may be spent by a time of the run: 0 at its begin, all of it at its end.
 *
 * @param time share of the planned run that is over, 0 to 1
 */
export type Spending = (time: number) => number;

/** How an error is spent over a run. */
export interface SpendingPlan {
  /** Whole probability, above 0 and below 1. */
  readonly error: number;
  /** Power of time with which it is spent; undefined: as late as O'Brien and Fleming would. */
  readonly exponent: number | undefined;
}

export function spendingOf({error, exponent}: SpendingPlan): Spending {
  return exponent === undefined ? lateSpending(error) : powerSpending(error, exponent);
}

export function isSameSpending(one: SpendingPlan, other: SpendingPlan): boolean {
  return one.error === other.error && one.exponent === other.exponent;
}

/**
 * Spends with the power of time: the more the longer the run, and enough at the first looks to see what is plainly broken.
 *
 * @param error whole probability of an error, 0 to 1
 * @see K. Kim and D. DeMets, Biometrika 74 (1987) 149–154
 */
export function powerSpending(error: number, exponent: number): Spending {
  return (time) => error * clamp(time) ** exponent;
}

/**
 * Spends next to nothing at the first looks: the bounds that O'Brien and Fleming have proposed.
 *
 * @param error whole probability of an error, above 0 and below 1
 * @see K. Lan and D. DeMets, Biometrika 70 (1983) 659–663
 */
export function lateSpending(error: number): Spending {
  const last = normalQuantile(error / 2);
  return (time) => (time <= 0 ? 0 : 2 * normalTail(last / Math.sqrt(clamp(time))));
}

function clamp(time: number): number {
  return Math.min(1, Math.max(0, time));
}
