import {normalQuantile} from './normal.js';
import {studentQuantile} from './student.js';

/**
 * What is taken for granted of observations. `checked`: that they are independent, unless the looks contradict. `estimated`:
 * not even that; how much they hang together is told by the looks, of which there must be many.
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
  /** Of the variance: 1 or more, but where it is estimated, and looks seem to vary too little or to take turns by chance. */
  readonly factor: number;
  /** Degrees of freedom of the variance: infinite where it does not come from the looks. */
  readonly degrees: number;
}

const NO_INFLATION: Inflation = {factor: 1, degrees: Infinity};

/** Probability with which independent observations seem to hang together. */
const CONTRADICTION = 0.05;
/** Looks below which they do not tell how observations hang together. */
const FEWEST_LOOKS = 3;
const STRONGEST = 0.95;
/** Looks that are lost to their mean, for the bias of a correlation. */
const LOST_TO_MEAN = 4;

/**
 * How much more the total of a sample varies than it would if its observations were independent.
 *
 * @param residuals of the looks, each divided by the standard deviation that independent observations would give it
 * @param samples of all looks together
 */
export function inflationOf(residuals: readonly number[], samples: number, dependence: Dependence): Inflation {
  const {length} = residuals;
  if (length < FEWEST_LOOKS) return NO_INFLATION;
  const spread = sumOfSquares(residuals) / (length - 1);
  if (dependence === 'estimated') return estimatedInflation(residuals, uncutSpread(spread, samples / length));
  const contradiction = contradictionAt(dependence);
  const isWide = spreadScore(spread, length - 1) > contradiction;
  const correlation = contradictingFactor(residuals, contradiction);
  if (!isWide && correlation === 1) return NO_INFLATION;
  return {factor: (isWide ? Math.max(1, spread) : 1) * correlation, degrees: (length - 1) / correlation};
}

/** z from which looks are correlated rather than lucky: of ten metrics that must all be shown, hardly one seems so by chance. */
const CLEAR = 2.5;
/** Power of what is seen of a spread: few rare bursts mostly vary less than they will. With them, an error of 5 % was found to be kept by this. */
const CAUTION = 1.125;

/** By the spread, and by a correlation that is clear. */
function estimatedInflation(residuals: readonly number[], spread: number): Inflation {
  if (spread === 0) return NO_INFLATION;
  const correlation = contradictingFactor(residuals, CLEAR);
  return {factor: Math.max(spread, spread ** CAUTION) * correlation, degrees: degreesOf(residuals) / correlation};
}

/** Observations of a burst where each is correlated with the next by 0.6. */
const BURST = 2.5;

/** What a spread would be if looks did not cut the bursts at their begin and end. @param samples of a look */
function uncutSpread(spread: number, samples: number): number {
  return spread <= 1 ? spread : 1 + (spread - 1) / (1 - Math.min(0.5, BURST / samples));
}

/**
 * Degrees of freedom of a sum of squares: few where most of it comes from few looks, as when errors come in rare bursts.
 *
 * @see F. Satterthwaite, Biometrics Bulletin 2 (1946) 110–114, with the variance of a square by the fourth powers
 */
function degreesOf(residuals: readonly number[]): number {
  const {length} = residuals;
  const total = sumOfSquares(residuals);
  let concentration = 0;
  for (const one of residuals) concentration += ((one * one) / total) ** 2;
  return (2 * length) / Math.max(2, length * concentration - 1);
}

/** Below it looks seem to take turns, which chance does. */
const LEAST_ALONE = -0.1;
/** So much over the number of looks counts as chance of a correlation. */
const BY_CHANCE = 1.4;
/**
 * Looks that are lost to the mean and the variance where they must tell everything. With that and `BY_CHANCE`, all of ten good
 * metrics whose looks are independent are shown the most often, and errors of 5 and 0.5 % kept up to a correlation of 0.6, as
 * was found with 50 looks at normal values.
 */
const LOST_TO_ALL = 7;
/**
 * A variance that is estimated together with its correlation has a degree of freedom for so many looks. The variances of both
 * logarithms make it 3 where there is no correlation.
 */
const LOOKS_PER_DEGREE = 3.2;

/** Degrees of freedom that looks of equal size have which seem to be independent, where they alone tell how much values vary. */
export function degreesOfLooks(looks: number, isEstimated: boolean): number {
  return Math.max(1, isEstimated ? looks / LOOKS_PER_DEGREE : looks - 1);
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
  if (residuals.length < FEWEST_LOOKS) return {factor: 1, degrees: degreesOfLooks(evenLooks, false)};
  if (dependence === 'estimated') return estimatedOfLooks(residuals, evenLooks);
  const factor = contradictingFactor(residuals, contradictionAt(dependence));
  return {factor, degrees: Math.max(1, degreesOfLooks(evenLooks, false) / factor)};
}

function estimatedOfLooks(residuals: readonly number[], evenLooks: number): Inflation {
  const {length} = residuals;
  const beyondChance = correlationOf(residuals) - BY_CHANCE / length;
  const factor = factorOf(Math.max(LEAST_ALONE, withoutLost(beyondChance, length, LOST_TO_ALL)));
  return {factor, degrees: degreesOfLooks(evenLooks / Math.max(1, factor), true)};
}

/** The factor of the variance for a bound beyond which the truth lies with probability `tail`, 1 or more; infinite at 0. */
export function inflationAt({factor, degrees}: Inflation, tail: number): number {
  if (degrees === Infinity) return Math.max(1, factor);
  if (tail <= 0) return Infinity;
  const widening = studentQuantile(tail, Math.max(1, degrees)) / normalQuantile(tail);
  return Math.max(1, widening > 1 ? factor * widening ** 2 : factor); // at 0.5 both are 0
}

/** z from which looks contradict that observations are independent. */
function contradictionAt(dependence: Exclude<Dependence, 'estimated'>): number {
  return normalQuantile(CONTRADICTION / (dependence === 'checked' ? 1 : dependence.checkedAmong));
}

/** z of a χ² over its degrees of freedom. @see E. Wilson and M. Hilferty, PNAS 17 (1931) 684–688 */
function spreadScore(spread: number, degrees: number): number {
  const variance = 2 / (9 * degrees);
  return (Math.cbrt(spread) - (1 - variance)) / Math.sqrt(variance);
}

/** How much more a total varies when each part is correlated with the next. */
function factorOf(correlation: number): number {
  const usable = Math.min(STRONGEST, correlation);
  return (1 + usable) / (1 - usable);
}

/** 1 or more. @param contradiction z from which a correlation counts */
function contradictingFactor(residuals: readonly number[], contradiction: number): number {
  const {length} = residuals;
  const unbiased = correlationOf(residuals);
  if (unbiased * Math.sqrt(length) <= contradiction) return 1;
  return Math.max(1, factorOf(withoutLost(unbiased, length, LOST_TO_MEAN)));
}

/** A correlation as it would be if looks were not compared with their own mean. */
function withoutLost(correlation: number, looks: number, lost: number): number {
  return (correlation * looks) / Math.max(looks - lost, looks / 2);
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
  return (total === 0 ? 0 : products / total) + 1 / residuals.length; // it is too small by that in a series without any
}

function sumOfSquares(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
