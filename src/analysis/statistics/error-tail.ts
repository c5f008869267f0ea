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
 * How the error is spent over a short plan. `quick`: enough of it at the first looks to see by the second what is plainly
 * broken; `patient`: most of it at the end, so that all looks together show nearly what a single one would.
 */
export type Pace = 'quick' | 'patient';

/** What an error is for. */
export interface ErrorUse {
  /** Undefined: quick. */
  readonly pace?: Pace | undefined;
  /** What is to be shown of a share of requests, whose number is the information of the looks; undefined: of anything else. */
  readonly share?: LimitedShare | undefined;
}

/** Powers of time. */
const EXPONENTS: Readonly<Record<Pace, number>> = {quick: 1.75, patient: 2.5};

const courses = new KnownCourses<SpendingPlan, Course>({
  follow: (before, look, plan) => followCourse(before, look, spendingOf(plan)),
  isSamePlan: isSameSpending,
});

/**
 * The probability of an error that the newest look may have, such that all looks together have no more than `error`.
 *
 * With planned looks it is that of a group-sequential bound, which at the end is nearly that of a single look; from
 * `MANY_LOOKS` on next to nothing is spent at first, when the looks do not tell yet how observations hang together.
 * Of a share of few requests, the error is exactly what counts can have.
 *
 * @param looks not empty, the newest last
 * @param error whole probability, above 0 and below 1
 * @returns 0 while nothing may be decided
 */
export function errorTail(
  looks: readonly LookTime[],
  error: number,
  planned: PlannedLooks,
  {pace = 'quick', share}: ErrorUse = {},
): number {
  const last = looks.at(-1)!;
  if (planned === 'anytime') return normalTail(anyTimeBound(looks[0]!.information, last.information, error));
  const plan = {error, exponent: planned >= MANY_LOOKS ? undefined : EXPONENTS[pace]};
  const tail = normalTail(courses.after(looks, plan).bound);
  const isExact = share && planned < MANY_LOOKS && isCounted(share, last.information);
  return isExact ? exactTail(looks, {...plan, ...share}, tail) : tail;
}
