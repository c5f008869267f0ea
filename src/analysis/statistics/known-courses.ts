import {type Course, followCourse, type LookTime} from './group-sequential.js';
import {lateSpending, powerSpending, type Spending} from './spending.js';

/** How an error is spent over a run. */
export interface SpendingPlan {
  /** Whole probability, above 0 and below 1. */
  readonly error: number;
  /** Power of time with which it is spent; undefined: as late as O'Brien and Fleming would. */
  readonly exponent: number | undefined;
}

interface KnownCourse {
  readonly looks: readonly LookTime[];
  readonly plan: SpendingPlan;
  readonly course: Course;
}

/** By the information of the last look. All metrics of a version mostly have the same looks. */
type KnownCourses = Map<number, KnownCourse[]>;

const MOST_KNOWN = 1000;
/** When there are so many newer ones, the older ones are forgotten that nobody has asked for since. */
let newer: KnownCourses = new Map();
let older: KnownCourses = new Map();
let newerCount = 0;

/**
 * The course after the last of some looks, which goes on from the longest part of them that is known.
 *
 * @param looks not empty, the newest last
 */
export function courseOf(looks: readonly LookTime[], plan: SpendingPlan): Course {
  let count = looks.length;
  let known = recall(looks, count, plan);
  if (known) return known.course;
  while (!known && count > 1) known = recall(looks, (count -= 1), plan);
  const spending = spendingOf(plan);
  let course = followCourse(known?.course, looks[known ? count : 0]!, spending);
  for (const look of looks.slice(known ? count + 1 : 1)) course = followCourse(course, look, spending);
  remember({looks, plan, course});
  return course;
}

function spendingOf({error, exponent}: SpendingPlan): Spending {
  return exponent === undefined ? lateSpending(error) : powerSpending(error, exponent);
}

/** That of the first `count` looks. */
function recall(looks: readonly LookTime[], count: number, plan: SpendingPlan): KnownCourse | undefined {
  const {information} = looks[count - 1]!;
  const isWanted = (known: KnownCourse) => isSamePlan(known.plan, plan) && hasLooks(known, looks, count);
  const known = newer.get(information)?.find(isWanted);
  if (known) return known;
  const earlier = older.get(information)?.find(isWanted);
  if (earlier) remember(earlier);
  return earlier;
}

function isSamePlan(one: SpendingPlan, other: SpendingPlan): boolean {
  return one.error === other.error && one.exponent === other.exponent;
}

/** The newest look tells most of them apart. */
function hasLooks({looks: known}: KnownCourse, looks: readonly LookTime[], count: number): boolean {
  if (known.length !== count) return false;
  for (let index = count - 1; index >= 0; index -= 1) {
    const [one, other] = [known[index]!, looks[index]!];
    if (one.time !== other.time || one.information !== other.information) return false;
  }
  return true;
}

function remember(known: KnownCourse): void {
  if (newerCount >= MOST_KNOWN) {
    older = newer;
    newer = new Map();
    newerCount = 0;
  }
  const {information} = known.looks.at(-1)!;
  newer.set(information, [...(newer.get(information) ?? []), known]);
  newerCount += 1;
}
