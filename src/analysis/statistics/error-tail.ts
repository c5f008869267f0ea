import {anyTimeBound} from './any-time.js';
import {MANY_LOOKS} from './dependence.js';
import {courseOf} from './known-courses.js';
import type {LookTime} from './group-sequential.js';
import {normalTail} from './normal.js';

/** Number of looks that are planned, or `anytime` when nobody knows how many there will be. */
export type PlannedLooks = number | 'anytime';

/**
 * How the error is spent over a short plan. `quick`: enough of it at the first looks to see by the second what is plainly
 * broken; `patient`: most of it at the end, so that all looks together show nearly what a single one would.
 */
export type Pace = 'quick' | 'patient';

/** Powers of time. */
const EXPONENTS: Readonly<Record<Pace, number>> = {quick: 1.75, patient: 2.5};

/**
 * The probability of an error that the newest look may have, such that all looks together have no more than `error`.
 *
 * With planned looks it is that of a group-sequential bound, which at the end is nearly that of a single look. Next to
 * nothing is spent at first where the first looks tell least: from `MANY_LOOKS` on, which must tell how observations hang
 * together, and where they alone tell how much values vary.
 *
 * @param looks not empty, the newest last
 * @param error whole probability, above 0 and below 1
 * @param silentLooks number of looks that could not tell anything, as in the estimate; undefined: each can
 * @returns 0 while nothing may be decided
 */
export function errorTail(
  looks: readonly LookTime[],
  error: number,
  planned: PlannedLooks,
  {pace = 'quick', silentLooks}: {readonly pace?: Pace; readonly silentLooks?: number | undefined} = {},
): number {
  const [first, ...others] = looks.slice(silentLooks);
  if (!first) return 0;
  const {information} = others.at(-1) ?? first;
  if (planned === 'anytime') return normalTail(anyTimeBound(first.information, information, error));
  const isLate = planned >= MANY_LOOKS || silentLooks !== undefined;
  const exponent = isLate ? undefined : EXPONENTS[pace];
  return normalTail(courseOf([first, ...others], {error, exponent}).bound);
}
