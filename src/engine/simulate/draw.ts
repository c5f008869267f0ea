import {normal, type Random} from '../../metrics/mock/random.js';
import type {Spread} from './truth.js';

/** Above this, counts are drawn from the normal distribution that theirs is almost equal to. */
const MANY = 500;

/** Number of events of a Poisson process. @param mean 0 or more */
export function drawPoisson(mean: number, random: Random): number {
  if (mean > MANY) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > floor; product *= random()) count += 1;
  return count;
}

/**
 * Number of `trials` that succeed.
 *
 * @param chance 0 to 1
 * @see Devroye (1986), Non-Uniform Random Variate Generation, X.4.3: the gaps between successes are geometric
 */
export function drawBinomial(trials: number, chance: number, random: Random): number {
  if (chance > 0.5) return trials - drawBinomial(trials, 1 - chance, random);
  if (chance === 0) return 0;
  const mean = trials * chance;
  if (mean > MANY) {
    const drawn = Math.round(mean + Math.sqrt(mean * (1 - chance)) * normal(random));
    return Math.min(trials, Math.max(0, drawn));
  }
  const logFailure = Math.log1p(-chance);
  let [count, at] = [0, nextGap(logFailure, random)];
  for (; at <= trials; at += nextGap(logFailure, random)) count += 1;
  return count;
}

function nextGap(logFailure: number, random: Random): number {
  return Math.floor(Math.log(1 - random()) / logFailure) + 1;
}

/** Variance of the logarithm of a log-normal quantity. @param spread its mean is above 0 */
export function logVariance({mean, deviation}: Spread): number {
  return Math.log1p((deviation / mean) ** 2);
}

/** A log-normal number of that mean and standard deviation. @param spread its mean is above 0 */
export function drawLogNormal(spread: Spread, random: Random): number {
  const variance = logVariance(spread);
  return spread.mean * Math.exp(Math.sqrt(variance) * normal(random) - variance / 2);
}

/** The sum of so many independent numbers of that mean and deviation, by the central limit theorem. */
export function drawSum(count: number, {mean, deviation}: Spread, random: Random): number {
  return count * mean + Math.sqrt(count) * deviation * normal(random);
}
