import type {Change} from './parts.js';

/** Four times a second at most is told what has changed. */
export const TICK_MS = 250;
/** How old a time since something may be; a browser hears so often at least. */
export const AGING_MS = 5000;

/** A page that changes while one looks at it. */
export interface LivePage {
  /**
   * Brings it up to date; what only tells the time since something, within `AGING_MS`, if it is called each `TICK_MS`.
   *
   * @param isWhole whether all of it is to be up to date at once
   */
  refresh(now: Date, isWhole: boolean): void;
  /** All of it. */
  html(): string;
  /** Of what was last brought up to date. */
  since(version: number): Change;
}
