import {setTimeout as wait} from 'node:timers/promises';

/** Time and chance as the client sees them, so that tests wait without waiting. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with the signal's reason as soon as it aborts. */
  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** 0 or more, below 1. */
  random(): number;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal ? {signal} : {}).catch(() => signal?.throwIfAborted());
  },
  random: () => Math.random(),
};
