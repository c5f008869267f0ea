import {crossing, densityAt, type Step} from './crossing.js';
import {FARTHEST_BOUND, gridBelow} from './grid.js';
import {normalDensity, normalQuantile} from './normal.js';
import type {Spending} from './spending.js';

/** One look at the data, as far as it matters to how often a bound is crossed by chance. */
export interface LookTime {
  /** Share of the planned run that is over, 0 to 1; grows from look to look. */
  readonly time: number;
  /** What the estimate rests on, in any unit in which the variance of the estimate is 1/information; grows too. */
  readonly information: number;
}

/** What is known after a look: where its bound lies, and how the z of those that crossed none is distributed. */
export interface Course {
  readonly look: LookTime;
  /** z from which the bound is crossed at this look. */
  readonly bound: number;
  /** Probability that it was crossed at this look or before, if there is nothing to find. */
  readonly spent: number;
  /** Share of its information that this look has added. */
  readonly growth: number;
  /** The way from the look before; undefined: there is none, and z is a normal value. */
  readonly step: Step | undefined;
}

/** Growth of information below which a look tells nothing new: its bound is that of the look before. */
export const LEAST_GROWTH = 0.005;

/**
 * Finds for each look the z from which an effect counts as shown, so that over all looks together chance alone gets there
 * no more often than `spending` allows. The looks need not be planned, as long as they do not depend on what is seen.
 *
 * @returns in the order of the looks; Infinity while nothing is spent
 * @see K. Lan and D. DeMets, Biometrika 70 (1983) 659–663; the integration is that of C. Jennison and B. Turnbull, Group
 *   Sequential Methods (2000), chapter 19
 */
export function sequentialBounds(looks: readonly LookTime[], spending: Spending): number[] {
  let course: Course | undefined;
  return looks.map((look) => {
    course = followCourse(course, look, spending);
    return course.bound;
  });
}

/** Goes on by one look. @param before undefined at the first look */
export function followCourse(before: Course | undefined, look: LookTime, spending: Spending): Course {
  return before ? nextLook(before, look, spending) : firstLook(look, spending);
}

function firstLook(look: LookTime, spending: Spending): Course {
  const spent = spending(look.time);
  return {look, bound: normalQuantile(spent), spent, growth: 1, step: undefined};
}

function nextLook(before: Course, look: LookTime, spending: Spending): Course {
  const growth = 1 - before.look.information / look.information;
  if (!(growth > LEAST_GROWTH)) return before;
  const step = stepFrom(before, growth);
  const allowed = Math.max(0, spending(look.time) - before.spent);
  const bound = allowed > 0 ? solveBound(step, allowed, before.bound) : Infinity;
  return {look, bound, spent: before.spent + allowed, growth, step};
}

function stepFrom(before: Course, growth: number): Step {
  const grid = gridBelow(before.bound, Math.min(before.growth, growth));
  const {places, widths} = grid;
  const density = before.step;
  const shares = widths.map((width, index) => {
    const place = places[index]!;
    return width * (density ? densityAt(density, place) : normalDensity(place));
  });
  return {kept: Math.sqrt(1 - growth), spread: Math.sqrt(growth), grid, shares};
}

/** Newton's method doubles the digits with each step: the one after this would change nothing. */
const LAST_STEP = 1e-6;

/** By Newton's method on the logarithm of the probability, which is nearly straight; where that fails, by halving. */
function solveBound(step: Step, allowed: number, before: number): number {
  let [low, high] = [-FARTHEST_BOUND, FARTHEST_BOUND];
  let bound = Math.min(before, normalQuantile(allowed));
  for (let round = 0; round < 100; round += 1) {
    const probability = crossing(step, bound);
    if (probability > allowed) low = bound;
    else high = bound;
    const newton = bound + (Math.log(probability / allowed) * probability) / densityAt(step, bound);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - bound) < LAST_STEP) return next;
    bound = next;
  }
  return bound;
}
