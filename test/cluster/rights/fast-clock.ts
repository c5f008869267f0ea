import type {Clock} from '../../../src/cluster/clock.js';
import {realClock} from '../../../src/load/clock.js';

/** The clocks of a process for which time passes faster. */
export interface FastClock {
  readonly now: () => Date;
  readonly monotonic: () => number;
  /** Resolves after the time, or as soon as the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** For its connection to the cluster. */
  readonly client: Clock;
}

/** @param speed seconds for each of ours */
export function fastClock(speed: number): FastClock {
  const start = Date.now();
  const monotonic = () => start + speed * (Date.now() - start);
  const sleep = (milliseconds: number, signal: AbortSignal) => realClock.sleep(milliseconds / speed, signal);
  const never = new AbortController().signal;
  return {
    now: () => new Date(monotonic()),
    monotonic,
    sleep,
    client: {
      now: monotonic,
      sleep: async (milliseconds, signal) => {
        await sleep(milliseconds, signal ?? never);
        signal?.throwIfAborted();
      },
      random: () => 0.5,
    },
  };
}
