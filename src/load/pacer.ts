/** A constant rate that began at a moment of a clock. */
export interface Pace {
  readonly startMs: number;
  /** Requests a second, more than 0. */
  readonly perSecond: number;
}

/** Keeps 40 × 8 s at 320 although the product may be a hair above a whole number. */
const ROUNDING = 1e-9;

/** How many requests are due up to and including `nowMs`; the first one is due at the start. */
export function dueCount({startMs, perSecond}: Pace, nowMs: number): number {
  if (nowMs < startMs) return 0;
  return Math.floor(((nowMs - startMs) * perSecond) / 1000 + ROUNDING) + 1;
}

/** When the request of this index, counted from 0, is due. */
export function dueTime({startMs, perSecond}: Pace, index: number): number {
  return startMs + (index * 1000) / perSecond;
}

/** How many requests are due in a time, its end excluded. */
export function requestsWithin(milliseconds: number, perSecond: number): number {
  return Math.max(0, Math.ceil((milliseconds * perSecond) / 1000 - ROUNDING));
}
