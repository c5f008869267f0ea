/** Time as the load generator sees it, so that tests can run it in simulated time. */
export interface Clock {
  /** Milliseconds with fractions since some fixed moment; never goes back. */
  now(): number;
  /** Resolves after the time, 24 days at most, at once where it is over, or as soon as the signal is aborted; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** A timer of Node that is to wait longer fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, Math.min(milliseconds, LONGEST_TIMER_MS))); // Node warns of less
      signal.addEventListener('abort', wake);
    }),
};
