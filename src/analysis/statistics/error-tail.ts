import {anyTimeBound} from './any-time.js';
import {MANY_LOOKS} from './dependence.js';
import {type LookTime, sequentialBounds} from './group-sequential.js';
import {normalTail} from './normal.js';
import {lateSpending, powerSpending, type Spending} from './spending.js';

/** Number of looks that are planned, or `anytime` when nobody knows how many there will be. */
export type PlannedLooks = number | 'anytime';

/** Between equal bounds and next to none at the first looks: a version that is plainly broken is seen by the second. */
const EXPONENT = 1.75;

/**
 * The probability of an error that the newest look may have, such that all looks together have no more than `error`.
 *
 * With planned looks it is that of a group-sequential bound, which at the end is nearly that of a single look; from
 * `MANY_LOOKS` on next to nothing is spent at first, when the looks do not tell yet how observations hang together.
 *
 * @param looks not empty, the newest last
 * @param error whole probability, above 0 and below 1
 */
export function errorTail(looks: readonly LookTime[], error: number, planned: PlannedLooks): number {
  const last = looks.at(-1)!;
  if (planned === 'anytime') return normalTail(anyTimeBound(looks[0]!.information, last.information, error));
  const isLong = planned >= MANY_LOOKS;
  const spending = isLong ? lateSpending(error) : powerSpending(error, EXPONENT);
  return normalTail(lastBound(looks, spending, `${error} ${isLong}`));
}

/** Bounds that were found for the same looks: all metrics of a version have the same ones, and so has each further look. */
const found = new Map<string, number>();
const MOST_FOUND = 1000;

function lastBound(looks: readonly LookTime[], spending: Spending, name: string): number {
  const key = looks.reduce((text, {time, information}) => `${text} ${time} ${information}`, name);
  const known = found.get(key);
  if (known !== undefined) return known;
  const bound = sequentialBounds(looks, spending).at(-1)!;
  if (found.size >= MOST_FOUND) found.clear();
  found.set(key, bound);
  return bound;
}
