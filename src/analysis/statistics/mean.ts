import {type Dependence, inflationAt, inflationOf, inflationOfLooks} from './dependence.js';
import type {Bounds, Estimate} from './estimate.js';
import {reachByLooks} from './looks-alone.js';
import {normalQuantile} from './normal.js';
import {countSilent, type Increment, incrementsOf, type Sample} from './sample.js';
import {skewedReach, skewnessOfMean} from './skewness.js';

/** Observations below which a mean of what has a long tail, as latencies have, is no normal value. */
export const FEWEST_SAMPLES = 30;

/**
 * Estimates a mean. How much single observations vary is told by the sum of their squares, or else by how the looks differ;
 * how long their tail is, by the sum of their third powers.
 *
 * @param sample not empty
 */
export function estimateMean(sample: Sample, dependence: Dependence): Estimate {
  const {samples, sum, squares} = sample.at(-1)!;
  if (squares === undefined || dependence === 'estimated') return fromLooks(sample, dependence);
  return samples < FEWEST_SAMPLES ? unknownMean(sum / samples, samples) : fromSquares(sample, squares, dependence);
}

const UNKNOWN: Bounds = {lower: -Infinity, upper: Infinity};

function unknownMean(value: number, samples: number): Estimate {
  return {value, samples, effectiveSamples: 0, bounds: () => UNKNOWN};
}

function fromSquares(sample: Sample, squares: number, dependence: Dependence): Estimate {
  const last = sample.at(-1)!;
  const {samples, sum} = last;
  const value = sum / samples;
  const variance = Math.max(0, (squares - samples * value * value) / (samples - 1));
  const residuals = incrementsOf(sample).map((one) => deviation(one, value) / Math.sqrt(one.samples * variance));
  const inflation = inflationOf(variance > 0 ? residuals : [], samples, dependence);
  const skewness = skewnessOfMean(last) * Math.sqrt(inflation.factor);
  const bounds = (tail: number) => {
    if (tail <= 0 || variance <= 0) return UNKNOWN; // of values that are all alike nobody knows how much they vary
    const [z, error] = [normalQuantile(tail), Math.sqrt((variance / samples) * inflationAt(inflation, tail))];
    return {lower: value - skewedReach(z, -skewness) * error, upper: value + skewedReach(z, skewness) * error};
  };
  return {value, samples, effectiveSamples: samples / inflation.factor, bounds};
}

/** By the differences of the looks, whatever they come from. Looks of different size count by their size. */
function fromLooks(sample: Sample, dependence: Dependence): Estimate {
  const last = sample.at(-1)!;
  const {samples, sum} = last;
  const value = sum / samples;
  const silentLooks = countSilent(sample, FEWEST_SAMPLES);
  if (silentLooks >= sample.length) return {...unknownMean(value, samples), silentLooks};
  const increments = incrementsOf(sample);
  const deviations = increments.map((one) => deviation(one, value));
  const evenLooks = samples ** 2 / total(increments, (one) => one.samples ** 2);
  const variance = (total(deviations, (one) => one ** 2) / samples ** 2) * (evenLooks / (evenLooks - 1));
  const inflation = inflationOfLooks(deviations, evenLooks, dependence);
  const error = Math.sqrt(variance * inflation.factor);
  const bounds = (tail: number) => {
    if (tail <= 0 || variance <= 0) return UNKNOWN;
    const reach = reachByLooks(tail, last, inflation, dependence);
    return {lower: value - reach.below * error, upper: value + reach.above * error};
  };
  return {value, samples, effectiveSamples: samples / inflation.factor, bounds, silentLooks};
}

/** Of the sum of a look from what its observations would come to if they were like all. */
function deviation({samples, sum}: Increment, mean: number): number {
  return sum - samples * mean;
}

function total<T>(items: readonly T[], term: (item: T) => number): number {
  return items.reduce((sum, item) => sum + term(item), 0);
}
