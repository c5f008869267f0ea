/**
 * A signal that aborts with the caller's or when the time is over, whichever is first. The caller's signal may outlive
 * thousands of requests: `release` leaves nothing of this one behind.
 */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private isTimeOver = false;

  constructor(
    milliseconds: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    this.timer = setTimeout(() => {
      this.isTimeOver = true;
      this.controller.abort();
    }, milliseconds);
    outer?.addEventListener('abort', this.abort, {once: true});
    if (outer?.aborted) this.abort();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get hasPassed(): boolean {
    return this.isTimeOver && !this.outer?.aborted;
  }

  release(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.abort);
  }

  /** Releases, and ends what is still under way. */
  abandon(): void {
    this.release();
    this.controller.abort();
  }

  private readonly abort = (): void => this.controller.abort(this.outer?.reason);
}
