import type {Change} from './parts.js';

/** A page that changes while one looks at it. */
export interface LivePage {
  /**
   * Brings it up to date.
   *
   * @param hasAged whether what only tells the time since something is to be written anew too
   */
  refresh(now: Date, hasAged: boolean): void;
  /** All of it. */
  html(): string;
  /** Of what was last brought up to date. */
  since(version: number): Change;
}
