import type {Clock} from '../../src/load/clock.js';
import type {Connections, OpenConnections} from '../../src/load/connections.js';

/** A clock that jumps to the next sleeper's time as soon as nobody has anything left to do. */
export class SimulatedClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<{readonly wakeMs: number; readonly wake: () => void}>();

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = {wakeMs: this.#now + milliseconds, wake};
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Lets time pass without anybody noticing, as when the process is stopped. */
  standStill(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async until<T>(end: Promise<T>): Promise<T> {
    const progress = {isOver: false};
    const over = end.finally(() => (progress.isOver = true));
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (progress.isOver) return over;
      const next = [...this.#sleepers].sort((a, b) => a.wakeMs - b.wakeMs)[0];
      if (!next) continue;
      this.#now = Math.max(this.#now, next.wakeMs);
      next.wake();
    }
  }
}

export interface Sent {
  readonly version: string;
  readonly atMs: number;
}

/** Servers that answer 200 after a time; `Infinity` is never. */
export function simulatedServers(
  clock: SimulatedClock,
  latencyMs: (version: string, nowMs: number) => number,
): {readonly open: OpenConnections; readonly sent: Sent[]; readonly closed: string[]} {
  const sent: Sent[] = [];
  const closed: string[] = [];
  const open: OpenConnections = ({name}): Connections => ({
    send: () => {
      sent.push({version: name, atMs: clock.now()});
      const delay = latencyMs(name, clock.now());
      const answer = {kind: 'answer', status: 200, bytes: 5} as const;
      const outcome =
        delay === Infinity ? new Promise<typeof answer>(() => undefined) : clock.sleep(delay).then(() => answer);
      return {outcome, cancel: () => undefined};
    },
    close: async () => void closed.push(name),
  });
  return {open, sent, closed};
}
