import {normalQuantile} from './normal.js';
import {studentQuantile} from './student.js';

/**
 * What is taken for granted of observations. `checked`: that they are independent, unless the looks contradict. `estimated`:
 * nothing; how much they hang together is told by the looks, of which there must be many.
 */
export type Dependence = 'checked' | 'estimated';

/** Planned looks from which on there are enough of them to tell how observations hang together. */
export const MANY_LOOKS = 50;

/** By how much a total varies more than that of independent observations. */
export interface Inflation {
  /** Of the variance, 1 or more. */
  readonly factor: number;
  /** Degrees of freedom of the variance: infinite where it does not come from the looks. */
  readonly degrees: number;
}

const NO_INFLATION: Inflation = {factor: 1, degrees: Infinity};

/** z from which a contradiction is taken seriously. */
const CONTRADICTION = 1.645;
/** The same where the looks also tell how much values vary, so that they vary too little by chance as often as too much. */
const CONTRADICTION_ALONE = 1;
const FEWEST_LOOKS = 3;
/** Standard errors by which the correlation of many looks is taken to be larger than it seems, where nothing else tells. */
const CAUTION_ALONE = 0.7;
const STRONGEST = 0.95;

/**
 * How much more the total of a sample varies than it would if its observations were independent.
 *
 * @param residuals of the looks, each divided by the standard deviation that independent observations would give it
 */
export function inflationOf(residuals: readonly number[], dependence: Dependence): Inflation {
  const {length} = residuals;
  if (length < FEWEST_LOOKS) return NO_INFLATION;
  const spread = sumOfSquares(residuals) / (length - 1);
  const isWide = dependence === 'estimated' || spreadScore(spread, length - 1) > CONTRADICTION;
  const correlation = correlationFactor(residuals, dependence, {contradiction: CONTRADICTION, caution: 0});
  if (!isWide && correlation === 1) return NO_INFLATION;
  return {factor: (isWide ? Math.max(1, spread) : 1) * correlation, degrees: (length - 1) / correlation};
}

/**
 * The same where the variance itself comes from the residuals, in any unit.
 *
 * @param evenLooks number of looks of equal size that are worth as much
 */
export function inflationOfLooks(
  residuals: readonly number[],
  evenLooks: number,
  dependence: Dependence,
): Inflation {
  const alone = {contradiction: CONTRADICTION_ALONE, caution: CAUTION_ALONE};
  const factor = correlationFactor(residuals, dependence, alone);
  return {factor, degrees: Math.max(1, (evenLooks - 1) / factor)};
}

/** The factor of the variance for a bound beyond which the truth lies with probability `tail`; infinite at 0. */
export function inflationAt({factor, degrees}: Inflation, tail: number): number {
  if (degrees === Infinity) return factor;
  if (tail <= 0) return Infinity;
  const widening = studentQuantile(tail, Math.max(1, degrees)) / normalQuantile(tail);
  return widening > 1 ? factor * widening ** 2 : factor; // at 0.5 both are 0
}

/** z of a χ² over its degrees of freedom. @see E. Wilson and M. Hilferty, PNAS 17 (1931) 684–688 */
function spreadScore(spread: number, degrees: number): number {
  const variance = 2 / (9 * degrees);
  return (Math.cbrt(spread) - (1 - variance)) / Math.sqrt(variance);
}

/** What is done about a correlation that is seen. */
interface Care {
  /** z from which it counts while observations are taken to be independent. */
  readonly contradiction: number;
  /** Standard errors that are added to it otherwise. */
  readonly caution: number;
}

/** 1 or more. */
function correlationFactor(residuals: readonly number[], dependence: Dependence, care: Care): number {
  const {length} = residuals;
  if (length < FEWEST_LOOKS) return 1;
  const seen = correlationOf(residuals) + 1 / length; // it is too small by that in a series without any
  if (dependence === 'checked' && seen * Math.sqrt(length) <= care.contradiction) return 1;
  const likely = (seen * length) / Math.max(length - 4, length / 2);
  const rho = Math.min(STRONGEST, likely + (dependence === 'estimated' ? care.caution / Math.sqrt(length) : 0));
  return rho <= 0 ? 1 : (1 + rho) / (1 - rho);
}

/**
 * Correlation of each look with the next.
 *
 * @see F. Marriott and J. Pope, Biometrika 41 (1954) 390–402 for its bias in short series
 */
function correlationOf(residuals: readonly number[]): number {
  let [total, products, before] = [0, 0, 0];
  for (const one of residuals) {
    total += one * one;
    products += one * before;
    before = one;
  }
  return total === 0 ? 0 : products / total;
}

function sumOfSquares(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
