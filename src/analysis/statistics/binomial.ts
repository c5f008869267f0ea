import {betaTails} from './beta.js';

/** Probabilities of whole numbers, from `first` on. */
export interface Counts {
  readonly first: number;
  readonly shares: Float64Array;
}

/** Of the probability of the likeliest number, below which that of another is lost among the last digits of a sum. */
const LOST = 1e-16;

/**
 * How many of some trials come out one way.
 *
 * @param trials whole number, 0 or more
 * @param chance of each, above 0 and below 1
 */
export function binomialCounts(trials: number, chance: number): Counts {
  const odds = chance / (1 - chance);
  const likeliest = Math.min(trials, Math.floor((trials + 1) * chance));
  const ratios: number[] = []; // to the likeliest, downwards from it at first
  for (let [count, ratio] = [likeliest, 1]; count >= 0 && ratio >= LOST; count -= 1) {
    ratios.push(ratio);
    ratio *= count / ((trials - count + 1) * odds);
  }
  const first = likeliest + 1 - ratios.length;
  ratios.reverse();
  for (let [count, ratio] = [likeliest, 1]; count < trials; count += 1) {
    ratio *= ((trials - count) * odds) / (count + 1);
    if (ratio < LOST) break;
    ratios.push(ratio);
  }
  return {first, shares: sharesOf(ratios)};
}

function sharesOf(ratios: readonly number[]): Float64Array {
  let whole = 0;
  for (const ratio of ratios) whole += ratio;
  const shares = new Float64Array(ratios);
  for (let index = 0; index < shares.length; index += 1) shares[index]! /= whole;
  return shares;
}

/** Of the sum of two numbers that are independent. */
export function sumOfCounts(one: Counts, other: Counts): Counts {
  const [many, few] =
    one.shares.length > other.shares.length ? [one.shares, other.shares] : [other.shares, one.shares];
  const [manyLength, fewLength] = [many.length, few.length];
  const shares = new Float64Array(Math.max(0, manyLength + fewLength - 1));
  for (let more = 0; more < fewLength; more += 1) {
    const share = few[more]!;
    for (let index = 0; index < manyLength; index += 1) shares[index + more]! += share * many[index]!;
  }
  return {first: one.first + other.first, shares};
}

/**
 * Probability that so many trials or fewer come out one way.
 *
 * @param count below 0: none is so few
 * @see Abramowitz and Stegun 26.5.24
 */
export function chanceOfMost(count: number, trials: number, chance: number): number {
  return betaTails(chance, count + 1, trials - count).above;
}

/** The same of so many or more. */
export function chanceOfLeast(count: number, trials: number, chance: number): number {
  return betaTails(chance, count, trials - count + 1).below;
}
