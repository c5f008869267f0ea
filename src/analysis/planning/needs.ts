import {chanceOfMost} from '../statistics/binomial.js';
import type {Dependence} from '../statistics/dependence.js';
import {reachByLooks} from '../statistics/looks-alone.js';
import {FEWEST_SAMPLES} from '../statistics/mean.js';
import {normalQuantile, normalTail} from '../statistics/normal.js';
import {estimateProportion} from '../statistics/proportion.js';

/** A true value that is to be told from a limit. */
export type TrueValue =
  | {
      /** A share of requests. */
      readonly kind: 'share';
      readonly value: number;
    }
  | {
      /** A mean; how much single requests vary, and the degrees of freedom of what looks tell of that: infinite where it is known. */
      readonly kind: 'mean';
      readonly value: number;
      readonly deviation: number;
      readonly degrees: number;
    };

/** What is to be shown of a version. */
export interface Question {
  readonly truth: TrueValue;
  readonly limit: number;
  /** On which side of the limit the version is to be shown. */
  readonly side: 'below' | 'above';
  /** Probability with which the last look may err; 0.5: the value decides. */
  readonly tail: number;
  /** What is taken for granted of requests. */
  readonly dependence: Dependence;
  /** Where the limit is a multiple of the baseline's value. */
  readonly baseline?: BaselineSide | undefined;
}

export interface BaselineSide {
  readonly truth: TrueValue;
  readonly factor: number;
  /** Its requests for each of the candidate. */
  readonly ratio: number;
}

/** More than any experiment gets. */
const MOST_REQUESTS = 2 ** 30;

/**
 * The requests from which on the last look shows it with a probability; earlier looks may show it sooner.
 *
 * Shares: the exact bounds of Clopper and Pearson, and the binomial distribution. Means, and multiples of the baseline: the
 * normal distribution, and Student's for how much is not known of it.
 *
 * @param power above 0 and below 1
 * @returns undefined when no number is enough: the truth is at the limit, or on its other side
 */
export function requestsFor(question: Question, power: number): number | undefined {
  if (distanceOf(question) <= 0 || question.tail <= 0) return undefined;
  if (chanceToShow(question, MOST_REQUESTS) < power) return undefined;
  let high = MOST_REQUESTS; // from above, since one request without an error keeps a limit too
  while (high > 1 && chanceToShow(question, Math.floor(high / 2)) >= power) high = Math.floor(high / 2);
  let low = high === 1 ? 1 : Math.floor(high / 2);
  while (high - low > Math.max(1, high / 1000)) {
    const middle = Math.floor((low + high) / 2);
    if (chanceToShow(question, middle) < power) low = middle;
    else high = middle;
  }
  return question.tail < 0.5 && question.truth.kind === 'mean' ? Math.max(FEWEST_SAMPLES, high) : high;
}

/** The probability with which so many requests show it at the last look. */
export function chanceToShow(question: Question, requests: number): number {
  const {truth, baseline} = question;
  return truth.kind === 'share' && !baseline
    ? chanceOfShare(question, truth.value, requests)
    : chanceOfDistance(question, requests);
}

/** How far the truth lies from its limit; negative on the wrong side. */
export function distanceOf({truth, limit, side, baseline}: Question): number {
  const far = baseline ? baseline.factor * baseline.truth.value : limit;
  return side === 'below' ? far - truth.value : truth.value - far;
}

function chanceOfShare({limit, side, tail, dependence}: Question, share: number, requests: number): number {
  const isShown = (bad: number) => {
    if (tail >= 0.5) return side === 'below' ? bad / requests <= limit : bad / requests > limit;
    const {lower, upper} = estimateProportion([{samples: requests, sum: bad}], dependence).bounds(tail);
    return side === 'below' ? upper <= limit : lower > limit;
  };
  const first = firstTrue(requests, (bad) => (side === 'below' ? !isShown(bad) : isShown(bad)));
  const fewer = chanceOfMost(first - 1, requests, share);
  return side === 'below' ? fewer : 1 - fewer;
}

/** The smallest whole number from 0 for which a condition holds that holds from there on; `most` + 1: for none. */
function firstTrue(most: number, condition: (value: number) => boolean): number {
  let [low, high] = [0, most + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (condition(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function chanceOfDistance(question: Question, requests: number): number {
  const {truth, baseline} = question;
  const other = baseline ? (baseline.factor ** 2 * varianceOf(baseline.truth)) / baseline.ratio : 0;
  const deviation = Math.sqrt((varianceOf(truth) + other) / requests);
  return normalTail(reachOf(question, requests) - distanceOf(question) / deviation);
}

/** Standard errors by which a bound is off the value. */
function reachOf({truth, tail, side, dependence}: Question, samples: number): number {
  if (tail >= 0.5) return 0;
  if (truth.kind === 'share' || truth.degrees === Infinity) return normalQuantile(tail);
  const inflation = {factor: 1, degrees: truth.degrees};
  const {below, above} = reachByLooks(tail, {samples, sum: 0}, inflation, dependence);
  return side === 'below' ? above : below;
}

/** Of a single request. */
function varianceOf(truth: TrueValue): number {
  return truth.kind === 'share' ? truth.value * (1 - truth.value) : truth.deviation ** 2;
}
