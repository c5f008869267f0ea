import {setTimeout as sleep} from 'node:timers/promises';
import type {Random} from '../../../src/metrics/mock/random.js';
import type {Recording} from './recording.js';

/** When a process is killed. */
export interface KillInstant {
  /** So many changes after its start; undefined: whatever changes. */
  readonly changes: number | undefined;
  /** And then after this time. */
  readonly milliseconds: number;
}

/** Longest life of a process whose changes do not come. */
const LONGEST_MS = 1200;
const MOST_CHANGES = 12;
/** A few requests take so long. */
const AFTER_CHANGE_MS = 12;

/**
 * Half of them any time, from the start of the process on; half of them right after a change in the cluster, where another
 * effect is about to begin.
 */
export function drawInstant(random: Random): KillInstant {
  if (random() < 0.5) return {changes: undefined, milliseconds: random() * LONGEST_MS};
  return {changes: 1 + Math.floor(random() * MOST_CHANGES), milliseconds: random() * AFTER_CHANGE_MS};
}

/** Resolves at that instant, or as soon as the signal aborts. */
export async function waitFor(
  {changes, milliseconds}: KillInstant,
  recordings: readonly Recording[],
  signal: AbortSignal,
): Promise<void> {
  if (changes !== undefined) await nextChanges(changes, recordings, signal);
  await pause(milliseconds, signal);
}

async function nextChanges(count: number, recordings: readonly Recording[], signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  let left = count;
  const note = () => {
    left -= 1;
    if (left === 0) enough.abort();
  };
  const stops = recordings.map((recording) => recording.listen(note));
  await pause(LONGEST_MS, AbortSignal.any([enough.signal, signal]));
  stops.forEach((stop) => stop());
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, {signal}).catch(() => undefined);
}
