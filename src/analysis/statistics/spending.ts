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
  /** Power of time with which it is spent. */
  readonly exponent: number;
}

export function isSameSpending(one: SpendingPlan, other: SpendingPlan): boolean {
  return one.error === other.error && one.exponent === other.exponent;
}

/**
 * Spends with a power of time: the larger it is, the more at the end.
 *
 * @see K. Kim and D. DeMets, Biometrika 74 (1987) 149–154
 */
export function spendingOf({error, exponent}: SpendingPlan): Spending {
  return (time) => error * clamp(time) ** exponent;
}

function clamp(time: number): number {
  return Math.min(1, Math.max(0, time));
}
