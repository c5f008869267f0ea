import {normalDensity, normalQuantile, normalTail} from './normal.js';
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
  readonly density: (z: number) => number;
}

/** Growth of information below which a look tells nothing new: its bound is that of the look before. */
const LEAST_GROWTH = 0.005;

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
  return {look, bound: normalQuantile(spent), spent, growth: 1, density: normalDensity};
}

function nextLook(before: Course, look: LookTime, spending: Spending): Course {
  const growth = 1 - before.look.information / look.information;
  if (!(growth > LEAST_GROWTH)) return before;
  const step = stepFrom(before, growth);
  const allowed = Math.max(0, spending(look.time) - before.spent);
  const bound = allowed > 0 ? solveBound(step, allowed) : Infinity;
  return {look, bound, spent: before.spent + allowed, growth, density: (z) => densityAt(step, z)};
}

/** The way from one look to the next: z is `kept` times the earlier z, and a normal value times `spread`. */
interface Step {
  readonly kept: number;
  readonly spread: number;
  /** Of the earlier z. */
  readonly places: Float64Array;
  /** Probability of each place: density times width. */
  readonly shares: Float64Array;
}

function stepFrom(before: Course, growth: number): Step {
  const {places, widths} = grid(before.bound, Math.min(before.growth, growth));
  const shares = widths.map((width, index) => width * before.density(places[index]!));
  return {kept: Math.sqrt(1 - growth), spread: Math.sqrt(growth), places, shares};
}

function densityAt({places, shares, kept, spread}: Step, z: number): number {
  let sum = 0;
  for (let index = 0; index < places.length; index += 1) {
    const distance = (z - kept * places[index]!) / spread;
    if (distance * distance < 80) sum += shares[index]! * Math.exp((-distance * distance) / 2);
  }
  return sum / (spread * Math.sqrt(2 * Math.PI));
}

function crossing({places, shares, kept, spread}: Step, bound: number): number {
  let sum = 0;
  for (let index = 0; index < places.length; index += 1) {
    sum += shares[index]! * normalTail((bound - kept * places[index]!) / spread);
  }
  return sum;
}

const FARTHEST_BOUND = 40;

/** By Newton's method on the logarithm of the probability, which is nearly straight; where that fails, by halving. */
function solveBound(step: Step, allowed: number): number {
  let [low, high] = [-FARTHEST_BOUND, FARTHEST_BOUND];
  let bound = Math.min(8, normalQuantile(allowed));
  for (let round = 0; round < 100; round += 1) {
    const probability = crossing(step, bound);
    if (probability > allowed) low = bound;
    else high = bound;
    const newton = bound + (Math.log(probability / allowed) * probability) / densityAt(step, bound);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - bound) < 1e-10) return next;
    bound = next;
  }
  return bound;
}

/** Places below the bound, denser the less information the looks around add, with the weights of Simpson's rule. */
function grid(bound: number, growth: number): {places: Float64Array; widths: Float64Array} {
  const fineness = Math.min(40, Math.max(9, Math.ceil(2 / Math.sqrt(growth))));
  const knots = knotsBelow(bound, fineness);
  const count = 2 * knots.length - 1;
  const places = new Float64Array(count);
  const widths = new Float64Array(count);
  for (let index = 0; index + 1 < knots.length; index += 1) {
    const [left, right] = [knots[index]!, knots[index + 1]!];
    places[2 * index] = left;
    places[2 * index + 1] = (left + right) / 2;
    places[2 * index + 2] = right;
    widths[2 * index]! += (right - left) / 6;
    widths[2 * index + 1] = (4 * (right - left)) / 6;
    widths[2 * index + 2]! += (right - left) / 6;
  }
  return {places, widths};
}

function knotsBelow(bound: number, fineness: number): number[] {
  const knots: number[] = [];
  for (let index = 1; index < 8 * fineness; index += 1) {
    const knot = knotAt(index, fineness);
    if (knot < bound) knots.push(knot);
  }
  if (bound < Infinity) knots.push(bound);
  return knots;
}

/** Even between −3 and 6, where bounds are, sparser outside. */
function knotAt(index: number, fineness: number): number {
  if (index < fineness) return -3 - 4 * Math.log(fineness / index);
  if (index > 7 * fineness) return 6 + 4 * Math.log(fineness / (8 * fineness - index));
  return -3 + (3 * (index - fineness)) / (2 * fineness);
}
