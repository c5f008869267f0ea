import {between} from './between.js';
import {chanceOfLeast, chanceOfMost} from './binomial.js';
import {type CountCourse, type CountPlan, followCounts, type LimitedShare} from './count-course.js';
import type {LookTime} from './group-sequential.js';
import {KnownCourses} from './known-courses.js';
import {isSameSpending} from './spending.js';

/** Expected at the limit; of more, a single count is so little of a tail that the normal distribution spends nearly all. */
export const MOST_COUNTED = 50;

/** Of a tail, that keeps the bounds of Clopper and Pearson from being taken for those of the next count. */
const ROUNDING = 1e-9;

const courses = new KnownCourses<CountPlan, CountCourse>({
  follow: followCounts,
  isSamePlan: (one, other) => one.limit === other.limit && one.side === other.side && isSameSpending(one, other),
});

/** Whether so few requests are expected on the rarer side of the limit that they are counted one by one. */
export function isCounted({limit}: LimitedShare, samples: number): boolean {
  return limit > 0 && limit < 1 && Math.min(limit, 1 - limit) * samples <= MOST_COUNTED;
}

/**
 * The tail next to that of the normal course with which the bounds of Clopper and Pearson lie within the limit for just those
 * counts that exactly spend the error.
 *
 * @param looks not empty, the newest last; their information is the number of requests
 * @param tail of the normal course
 */
export function exactTail(looks: readonly LookTime[], plan: CountPlan, tail: number): number {
  const rare = plan.limit > 0.5 ? ({...plan, ...mirrored(plan)} as const) : plan;
  const {low, high} = tailsOf(courses.after(looks, rare), rare);
  return between(low * (1 + ROUNDING), tail, high * (1 - ROUNDING));
}

/** The same told of the good requests. */
function mirrored({limit, side}: LimitedShare): LimitedShare {
  return {limit: 1 - limit, side: side === 'below' ? 'above' : 'below'};
}

/** Probabilities, at the limit, of the counts that are to be shown, and of these and the next. */
function tailsOf({samples, bound}: CountCourse, {limit, side}: LimitedShare): {low: number; high: number} {
  if (side === 'below')
    return {low: chanceOfMost(bound, samples, limit), high: chanceOfMost(bound + 1, samples, limit)};
  const least = Math.min(bound, Math.floor(samples) + 1);
  return {low: chanceOfLeast(least, samples, limit), high: chanceOfLeast(least - 1, samples, limit)};
}
