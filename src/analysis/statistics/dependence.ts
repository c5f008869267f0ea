import {normalQuantile} from './normal.js';
import {studentQuantile} from './student.js';

/**
 * What is taken for granted of observations. `checked`: that they are independent, unless the looks contradict. `estimated`:
 * nothing; how much they hang together is told by the looks, of which there must be many.
 */
export type Dependence = 'checked' | 'estimated' | CheckedAmong;

/**
 * Checked as one of several estimates that a verdict needs all of: the more there are, the more clearly looks must contradict, or
 * else there would nearly always be one that seems to by chance.
 */
export interface CheckedAmong {
  /** How many estimates, 1 or more. */
  readonly checkedAmong: number;
}

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

/** Probability with which independent observations seem to hang together. */
const CONTRADICTION = 0.05;
/** The same where the looks also tell how much values vary, so that they vary too little by chance as often as too much. */
const CONTRADICTION_ALONE = 0.16;
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
  const contradiction = contradictionAt(dependence, CONTRADICTION);
  const isWide = spreadScore(spread, length - 1) > contradiction;
  const correlation = correlationFactor(residuals, {contradiction, caution: 0});
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
  const contradiction = contradictionAt(dependence, CONTRADICTION_ALONE);
  const caution = dependence === 'estimated' ? CAUTION_ALONE : 0;
  const factor = correlationFactor(residuals, {contradiction, caution});
  return {factor, degrees: Math.max(1, (evenLooks - 1) / factor)};
}

/** The factor of the variance for a bound beyond which the truth lies with probability `tail`; infinite at 0. */
export function inflationAt({factor, degrees}: Inflation, tail: number): number {
  if (degrees === Infinity) return factor;
  if (tail <= 0) return Infinity;
  const widening = studentQuantile(tail, Math.max(1, degrees)) / normalQuantile(tail);
  return widening > 1 ? factor * widening ** 2 : factor; // at 0.5 both are 0
}

/** z from which looks contradict that observations are independent. */
function contradictionAt(dependence: Dependence, error: number): number {
  if (dependence === 'estimated') return -Infinity;
  return normalQuantile(error / (dependence === 'checked' ? 1 : dependence.checkedAmong));
}

/** z of a χ² over its degrees of freedom. @see E. Wilson and M. Hilferty, PNAS 17 (1931) 684–688 */
function spreadScore(spread: number, degrees: number): number {
  const variance = 2 / (9 * degrees);
  return (Math.cbrt(spread) - (1 - variance)) / Math.sqrt(variance);
}

/** What is done about a correlation that is seen. */
interface Care {
  /** z from which it counts. */
  readonly contradiction: number;
  /** Standard errors that are added to it. */
  readonly caution: number;
}

/** 1 or more. */
function correlationFactor(residuals: readonly number[], {contradiction, caution}: Care): number {
  const {length} = residuals;
  if (length < FEWEST_LOOKS) return 1;
  const seen = correlationOf(residuals) + 1 / length; // it is too small by that in a series without any
  if (seen * Math.sqrt(length) <= contradiction) return 1;
  const likely = (seen * length) / Math.max(length - 4, length / 2);
  const rho = Math.min(STRONGEST, likely + caution / Math.sqrt(length));
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
