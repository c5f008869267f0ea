import type {Clock} from '../clock.js';
import {TransientError} from './transient-error.js';

const MOST_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** No server is believed that asks for more. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * How long to wait before trying again: doubled with each failure, at least what the server asked for, and spread so
 * that many clients do not come back all at once.
 *
 * @param failures so far in a row, 1 or more
 */
export function pauseMs(failures: number, retryAfterMs: number | undefined, random: () => number): number {
  const doubled = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  const spread = doubled * (0.5 + random());
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
  return asked > 0 ? asked + spread : spread;
}

/**
 * Tries up to five times.
 *
 * @param isSafe whether it may be done twice; if not, it is tried again only where the server surely did nothing
 * @throws what the last attempt failed with
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  {
    isSafe,
    clock,
    signal,
  }: {readonly isSafe: boolean; readonly clock: Clock; readonly signal: AbortSignal | undefined},
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      if (failures === MOST_ATTEMPTS || !(isSafe || error.isUndone)) throw error.final;
      await clock.sleep(
        pauseMs(failures, error.retryAfterMs, () => clock.random()),
        signal,
      );
    }
  }
}
