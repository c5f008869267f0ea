import {anyTimeBound} from './any-time.js';
import type {LimitedShare} from './count-course.js';
import {MANY_LOOKS} from './dependence.js';
import {type Course, followCourse, type LookTime} from './group-sequential.js';
import {KnownCourses} from './known-courses.js';
import {normalTail} from './normal.js';
import {exactTail, isCounted} from './share-tail.js';
import {isSameSpending, spendingOf, type SpendingPlan} from './spending.js';

/** Number of looks that are planned, or `anytime` when nobody knows how many there will be. */
export type PlannedLooks = number | 'anytime';

/**
 * How the error is spent. `quick`: sooner, where few looks are planned enough of it at the first ones to see by the second what
 * is plainly broken; `patient`: most of it at the end, so that all looks together show nearly what a single one would.
 */
export type Pace = 'quick' | 'patient';

/** What is put to the test. */
export interface Tested {
  /** What is to be shown of a share of requests, whose number is the information of the looks; undefined: of anything else. */
  readonly share?: LimitedShare | undefined;
  /** Number of the first looks that could not tell anything, as in the estimate; undefined: each can. */
  readonly silentLooks?: number | undefined;
}

/** Powers of time. */
const EXPONENTS: Readonly<Record<Pace, number>> = {quick: 1.75, patient: 2.5};
/**
 * The same where the first looks tell least, for each power of e by which the error is smaller than 1. The smaller it is, the
 * farther off are the bounds of all looks, so that those at the end gain more by what the others do not spend.
 */
const LATE_EXPONENTS: Readonly<Record<Pace, number>> = {quick: 1.7, patient: 2};

const courses = new KnownCourses<SpendingPlan, Course>({
  follow: (before, look, plan) => followCourse(before, look, spendingOf(plan)),
  isSamePlan: isSameSpending,
});

/**
 * The probability of an error that the newest look may have, such that all looks together have no more than `error`.
 *
 * With planned looks it is that of a group-sequential bound, which at the end is nearly that of a single look. Next to
 * nothing is spent at first where the first looks tell least: from `MANY_LOOKS` on, which must tell how observations hang
 * together, and where they alone tell how much values vary. Of a share of few requests, the error is exactly what counts
 * can have.
 *
 * @param looks not empty, the newest last
 * @param error whole probability, above 0 and below 1
 * @returns 0 while nothing may be decided
 */
export function errorTail(
  looks: readonly LookTime[],
  error: number,
  planned: PlannedLooks,
  {pace = 'quick', share, silentLooks}: Tested & {readonly pace?: Pace} = {},
): number {
  const telling = silentLooks === undefined ? looks : looks.slice(silentLooks);
  if (telling.length === 0) return 0;
  const {information} = telling.at(-1)!;
  if (planned === 'anytime') return normalTail(anyTimeBound(telling[0]!.information, information, error));
  const isLate = planned >= MANY_LOOKS || silentLooks !== undefined;
  const plan = {error, exponent: isLate ? lateExponent(error, pace) : EXPONENTS[pace]};
  const tail = normalTail(courses.after(telling, plan).bound);
  const isExact = share && planned < MANY_LOOKS && isCounted(share, information);
  return isExact ? exactTail(looks, {...plan, ...share}, tail) : tail;
}

function lateExponent(error: number, pace: Pace): number {
  return Math.max(EXPONENTS[pace], -Math.log(error) * LATE_EXPONENTS[pace]);
}
