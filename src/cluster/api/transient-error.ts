/** A failure that trying again may mend. It never reaches who asked: `final` does, when it is not mended. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly retryAfterMs: number | undefined;
  /** The server has surely done nothing, so that also a write may be sent again. */
  readonly isUndone: boolean;

  constructor(
    readonly final: Error,
    {retryAfterMs, isUndone}: {readonly retryAfterMs?: number | undefined; readonly isUndone: boolean},
  ) {
    super(final.message);
    this.retryAfterMs = retryAfterMs;
    this.isUndone = isUndone;
  }
}
