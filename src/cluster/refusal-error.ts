import {Iter8Error} from '../errors.js';

/** One thing that a server finds wrong with an object. */
export interface Cause {
  /** As the server writes it: `spec.criteria.objectives[0].upperLimit`; empty: the object as a whole. */
  readonly field: string;
  readonly message: string;
}

/** The server takes an object for invalid (400, 422). */
export class RefusalError extends Iter8Error {
  /** @param causes none where it gives its reason in words alone */
  constructor(
    message: string,
    readonly causes: readonly Cause[],
  ) {
    super('INVALID', message);
  }
}
