import type {Grid} from './grid.js';
import {normalTail} from './normal.js';

/** The way from one look to the next: z is `kept` times the earlier z, and a normal value times `spread`. */
export interface Step {
  readonly kept: number;
  readonly spread: number;
  /** Places of the earlier z. */
  readonly grid: Grid;
  /** Probability of each place: density times width. */
  readonly shares: Float64Array;
}

/** Squared distance in spreads, beyond that of the place itself, from which on a density adds one part in 10¹² at most. */
const REACH = 56;
/** The same wherever one is: beyond it a number cannot hold the density. */
const LONGEST_REACH = 1300;

/** Density of the later z. */
export function densityAt(step: Step, z: number): number {
  const {shares, spread, grid} = step;
  const {first, last} = grid.even;
  const at = {z, reach: Math.sqrt(Math.min(LONGEST_REACH, REACH + z * z))};
  const below = unevenSum(step, at, [0, Math.min(first, shares.length)]);
  const above = unevenSum(step, at, [Math.max(first, last + 1), shares.length]);
  return (below + evenSum(step, at) + above) / (spread * Math.sqrt(2 * Math.PI));
}

/** Where the density is wanted, and how far from there, in spreads, places count. */
interface Wanted {
  readonly z: number;
  readonly reach: number;
}

/** Of the places from `begin` to before `end`. */
function unevenSum(step: Step, {z, reach}: Wanted, [begin, end]: readonly [number, number]): number {
  const {grid, shares, kept, spread} = step;
  if (begin >= end || z - kept * grid.places[end - 1]! > reach * spread) return 0;
  let sum = 0;
  for (let index = begin; index < end; index += 1) {
    const distance = (z - kept * grid.places[index]!) / spread;
    if (distance < reach && distance > -reach) sum += shares[index]! * Math.exp((-distance * distance) / 2);
  }
  return sum;
}

/**
 * Of the places that are evenly spaced. From each to the next the exponential changes by a factor, and that by another one
 * which is always the same.
 */
function evenSum({grid, shares, kept, spread}: Step, {z, reach}: Wanted): number {
  const {first, last, distance} = grid.even;
  const origin = grid.places[first]!;
  const indexOf = (place: number) => first + (place / kept - origin) / distance;
  const begin = Math.max(first, Math.ceil(indexOf(z - reach * spread)));
  const end = Math.min(last, Math.floor(indexOf(z + reach * spread)));
  if (!(begin <= end)) return 0;
  const shift = (kept * distance) / spread;
  const start = (z - kept * grid.places[begin]!) / spread;
  let [value, factor] = [Math.exp((-start * start) / 2), Math.exp(start * shift - (shift * shift) / 2)];
  const change = Math.exp(-shift * shift);
  let sum = 0;
  for (let index = begin; index <= end; index += 1) {
    sum += shares[index]! * value;
    value *= factor;
    factor *= change;
  }
  return sum;
}

/** Probability of a later z above `bound`, exact also where it is small. */
export function crossing({grid, shares, kept, spread}: Step, bound: number): number {
  const {places} = grid;
  const reach = Math.sqrt(REACH + bound * bound);
  let sum = 0;
  for (let index = places.length - 1; index >= 0; index -= 1) {
    const distance = (bound - kept * places[index]!) / spread;
    if (distance > reach) break;
    sum += shares[index]! * normalTail(distance);
  }
  return sum;
}
