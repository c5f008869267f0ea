/**
 * What can end a command, and the exit code that says so: the same everywhere.
 * 0 (done, won, the condition holds) needs no name; 1 is what is not listed here: our own mistake.
 */
export const EXIT_CODES = {
  INVALID: 2,
  FALSE: 3,
  FORBIDDEN: 4,
  NOT_FOUND: 5,
  INCONCLUSIVE: 6,
  TIMEOUT: 7,
  UNDECIDED: 8,
  UNREACHABLE: 9,
  INTERRUPTED: 130,
} as const;

export type ErrorCode = keyof typeof EXIT_CODES;

/** An error that its reader can act on: what happened and where, then what to do next. */
export class Iter8Error extends Error {
  override readonly name = 'Iter8Error';

  /**
   * @param message lower case, no full stop, with the wrong value and where it is
   * @param hint what to do next; one line
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
