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

/** Squared distance in spreads, beyond that of the place itself, from which on a density adds one part in 10¹⁰ at most. */
const REACH = 46;
/** The same wherever one is: beyond it a number cannot hold the density. */
const LONGEST_REACH = 1300;

/** Density of the later z. */
export function densityAt(step: Step, z: number): number {
  const reach = Math.sqrt(Math.min(LONGEST_REACH, REACH + z * z));
  return (evenSum(step, z, reach) + endSum(step, z, reach)) / (step.spread * Math.sqrt(2 * Math.PI));
}

/**
 * Of the places that are evenly spaced. From each to the next the exponential changes by a factor, and that by another one
 * which is always the same.
 *
 * @param reach how far from z, in spreads, places count
 */
function evenSum({grid, shares, kept, spread}: Step, z: number, reach: number): number {
  const {places, evenCount, distance} = grid;
  const origin = places[0]!;
  const begin = Math.max(0, Math.ceil(((z - reach * spread) / kept - origin) / distance));
  const end = Math.min(evenCount - 1, Math.floor(((z + reach * spread) / kept - origin) / distance));
  if (!(begin <= end)) return 0;
  const shift = (kept * distance) / spread;
  const start = (z - kept * places[begin]!) / spread;
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

/** Of the others, which are at the bound. */
function endSum({grid, shares, kept, spread}: Step, z: number, reach: number): number {
  const {places, evenCount} = grid;
  let sum = 0;
  for (let index = places.length - 1; index >= evenCount; index -= 1) {
    const distance = (z - kept * places[index]!) / spread;
    if (distance < -reach) continue;
    if (distance > reach) break;
    sum += shares[index]! * Math.exp((-distance * distance) / 2);
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
