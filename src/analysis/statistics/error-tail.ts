import {anyTimeBound} from './any-time.js';
import {MANY_LOOKS} from './dependence.js';
import {type Course, followCourse, type LookTime} from './group-sequential.js';
import {normalTail} from './normal.js';
import {lateSpending, powerSpending, type Spending} from './spending.js';

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
 * With planned looks it is that of a group-sequential bound, which at the end is nearly that of a single look; from
 * `MANY_LOOKS` on next to nothing is spent at first, when the looks do not tell yet how observations hang together.
 *
 * @param looks not empty, the newest last
 * @param error whole probability, above 0 and below 1
 * @returns 0 while nothing may be decided
 */
export function errorTail(
  looks: readonly LookTime[],
  error: number,
  planned: PlannedLooks,
  pace: Pace = 'quick',
): number {
  const last = looks.at(-1)!;
  if (planned === 'anytime') return normalTail(anyTimeBound(looks[0]!.information, last.information, error));
  const isLong = planned >= MANY_LOOKS;
  const spending = isLong ? lateSpending(error) : powerSpending(error, EXPONENTS[pace]);
  return normalTail(lastBound(looks, spending, `${error} ${isLong} ${pace}`));
}

/** A course that was found, and those that go on from it. */
interface Found {
  readonly course?: Course;
  readonly next: Map<string, Found>;
}

/** By error and plan. All metrics of a version have the same looks, and each look goes on from those before. */
const found = new Map<string, Found>();
const MOST_FOUND = 1000;
let foundCount = 0;

function lastBound(looks: readonly LookTime[], spending: Spending, name: string): number {
  if (foundCount > MOST_FOUND) forget();
  let last = found.get(name) ?? {next: new Map<string, Found>()};
  found.set(name, last);
  for (const look of looks) last = findNext(last, look, spending);
  return last.course!.bound;
}

function findNext({course, next}: Found, look: LookTime, spending: Spending): Found {
  const key = `${look.time} ${look.information}`;
  const known = next.get(key);
  if (known) return known;
  const added = {course: followCourse(course, look, spending), next: new Map<string, Found>()};
  next.set(key, added);
  foundCount += 1;
  return added;
}

function forget(): void {
  found.clear();
  foundCount = 0;
}
