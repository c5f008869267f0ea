import type {PowerSums} from '../experiment/power-sums.js';
import type {Quantity} from '../experiment/quantity.js';
import type {HttpRequest} from './http/request.js';
import type {Distribution} from './prometheus/distribution.js';

/**
 * Why there is no value:
 * `definition`: the Metric itself is wrong or incomplete; `secret`: its Secret is missing or unusable;
 * `unreachable`: no connection, no answer in time, or an address that requests may not go to;
 * `forbidden`: the backend answers 401 or 403; `status`: another status that means failure;
 * `answer`: what came back holds no number; `expression`: jq rejects the program or does not end;
 * `aborted`: the caller gave up.
 */
export type UnavailableCause =
  'definition' | 'secret' | 'unreachable' | 'forbidden' | 'status' | 'answer' | 'expression' | 'aborted';

/** There is no value, which is no pass and no failure. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly cause: UnavailableCause;
  /** For status, logs and people: holds no secret and nothing of a response body. */
  readonly reason: string;
}

export interface Value {
  readonly kind: 'value';
  readonly value: Quantity;
  /** Behind a mean; undefined: whoever measured has not told them. */
  readonly sums?: PowerSums;
  /** Behind a percentile, or why it cannot be had; undefined: nobody has asked for it. */
  readonly distribution?: Distribution | Unavailable;
}

/** What a query gives; `request` is what was asked, secrets masked, and undefined where nothing was asked. */
export type QueryOutcome = (Value | Unavailable) & {readonly request?: HttpRequest};

export function unavailable(cause: UnavailableCause, reason: string): Unavailable {
  return {kind: 'unavailable', cause, reason};
}
