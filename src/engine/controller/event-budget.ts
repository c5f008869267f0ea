/** Events of one run at once. */
const BURST = 25;
/** Then one more each five minutes. */
const REFILL_MS = 5 * 60_000;
/**
 * How many Events a run of an experiment may still have. One of thousands of iterations would fill the store of the cluster
 * with what its status says too.
 *
 * @see the spam filter of client-go's EventRecorder, by which the original kept to the same numbers
 */
export class EventBudget {
  #left = BURST;
  /** Milliseconds; when one was added last. */
  #filledAt: number | undefined;

  /** Takes one if there is any left. */
  take(now: Date): boolean {
    this.#refill(now.getTime());
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  #refill(now: number): void {
    this.#filledAt ??= now;
    const added = Math.max(0, Math.floor((now - this.#filledAt) / REFILL_MS));
    this.#left = Math.min(BURST, this.#left + added);
    this.#filledAt += added * REFILL_MS;
  }
}
