/** Events of one experiment at once. */
const BURST = 25;
/** Then one more each five minutes. */
const REFILL_MS = 5 * 60_000;
/** Experiments that are remembered, the last ones. */
const MOST_KNOWN = 4096;

interface Budget {
  readonly left: number;
  /** Milliseconds; when one was added last. */
  readonly filledAt: number;
}

/**
 * How many Events an experiment may still have. A run of thousands of iterations would fill the store of the cluster with
 * what its status says too.
 *
 * @see the spam filter of client-go's EventRecorder, by which the original kept to the same numbers
 */
export class EventBudget {
  readonly #budgets = new Map<string, Budget>();

  /** Takes one from the budget of the experiment with that UID, if there is any left. */
  take(uid: string, now: Date): boolean {
    const {left, filledAt} = refilled(this.#budgets.get(uid), now.getTime());
    this.#budgets.delete(uid); // so that the one that was asked for last is the last to be forgotten
    this.#budgets.set(uid, {left: Math.max(0, left - 1), filledAt});
    const [oldest] = this.#budgets.keys();
    if (this.#budgets.size > MOST_KNOWN && oldest !== undefined) this.#budgets.delete(oldest);
    return left > 0;
  }
}

function refilled(budget: Budget | undefined, now: number): Budget {
  if (!budget) return {left: BURST, filledAt: now};
  const added = Math.max(0, Math.floor((now - budget.filledAt) / REFILL_MS));
  return {left: Math.min(BURST, budget.left + added), filledAt: budget.filledAt + added * REFILL_MS};
}
