/** Time that jumps to the next timer once nothing else is left to do. */
export class VirtualTime {
  #milliseconds = Date.parse('2021-02-18T10:00:00Z');
  readonly #timers: {readonly at: number; readonly wake: () => void}[] = [];

  readonly now = (): Date => new Date(this.#milliseconds);
  readonly monotonic = (): number => this.#milliseconds;

  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = {at: this.#milliseconds + milliseconds, wake: () => finish()};
      const finish = () => {
        signal.removeEventListener('abort', finish);
        const index = this.#timers.indexOf(timer);
        if (index >= 0) this.#timers.splice(index, 1);
        resolve();
      };
      if (signal.aborted) {
        resolve();
        return;
      }
      this.#timers.push(timer);
      signal.addEventListener('abort', finish, {once: true});
    });

  /** Lets time pass until the condition holds. */
  async until(isDone: () => boolean, mostSeconds = 3600): Promise<void> {
    const end = this.#milliseconds + 1000 * mostSeconds;
    for (;;) {
      await settle();
      if (isDone()) return;
      const next = this.#timers.reduce((least, {at}) => Math.min(least, at), Infinity);
      if (next > end) throw new Error(`not so within ${mostSeconds} s`);
      this.#milliseconds = Math.max(this.#milliseconds, next);
      this.#timers.filter(({at}) => at <= next).forEach(({wake}) => wake());
    }
  }

  async pass(seconds: number): Promise<void> {
    const end = this.#milliseconds + 1000 * seconds;
    const stop = new AbortController();
    void this.sleep(1000 * seconds, stop.signal);
    await this.until(() => this.#milliseconds >= end, seconds);
  }
}

/** Until promises that need no timer have run their course. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
