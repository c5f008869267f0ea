import type {Clock} from '../../../src/cluster/clock.js';
import {realClock} from '../../../src/load/clock.js';
import type {Random} from '../../../src/metrics/mock/random.js';

/** The real clock, some times faster: what waits for a second waits for a tenth of one. */
export class SwiftTime {
  readonly #begin = performance.now();
  readonly #beginDate = Date.now();

  constructor(readonly speed: number) {}

  readonly monotonic = (): number => (performance.now() - this.#begin) * this.speed;
  readonly now = (): Date => new Date(this.#beginDate + this.monotonic());
  readonly sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    realClock.sleep(milliseconds / this.speed, signal);

  /** For a client of a cluster. */
  clock(random: Random): Clock {
    return {
      now: () => this.now().getTime(),
      random,
      sleep: async (milliseconds, signal) => {
        await this.sleep(milliseconds, signal ?? new AbortController().signal);
        signal?.throwIfAborted();
      },
    };
  }
}

const HASTE = 10;

/** The real clock, but pauses go by ten times as fast: how long somebody would have waited is seen without waiting. */
export class HastyClock implements Clock {
  #skippedMs = 0;
  #pausedSince: number | undefined;

  constructor(readonly random: Random) {}

  readonly now = (): number => {
    const pausedMs = this.#pausedSince === undefined ? 0 : performance.now() - this.#pausedSince;
    return performance.now() + this.#skippedMs + (HASTE - 1) * pausedMs;
  };

  /** One at a time. */
  async sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    const since = performance.now();
    this.#pausedSince = since;
    await realClock.sleep(milliseconds / HASTE, signal ?? new AbortController().signal);
    this.#pausedSince = undefined;
    this.#skippedMs += (HASTE - 1) * (performance.now() - since);
    signal?.throwIfAborted();
  }
}
