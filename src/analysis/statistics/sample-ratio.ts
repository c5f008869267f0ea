import {between} from './between.js';

/** Requests of all versions in an interval, and what one of them was to get of them. */
export interface Interval {
  /** Of the version, no more than `all`. */
  readonly requests: number;
  /** Of all versions, above 0. */
  readonly all: number;
  /** The least and the largest share that is allowed for the version; below 0 or above 1 any is. */
  readonly lowest: number;
  readonly highest: number;
}

/**
 * How much speaks against the split that was set: for each way in which it may be missed, the logarithm of how many times
 * likelier it makes what was seen than the likeliest split that was allowed.
 */
export type SplitEvidence = readonly number[];

/** A share that differs by no more from what was set does not matter. */
export const SHARE_MARGIN = 0.02;

/** In an interval there may be requests that hang together, and counts that come late: more of them tell no more than so many. */
const MOST_COUNTED = 200;

/** Ways to miss it: the odds of a request to come to the version are so many times what they should be. */
const FACTORS = [1 / 25, 1 / 5, 1 / 2.2, 1 / 1.5, 1 / 1.2, 1.2, 1.5, 2.2, 5, 25];
/** The logarithm of next to nothing. */
const NOTHING = -700;

/** Of a version that is to get none or all of the requests, no factor would change the odds. */
const LEAST_SHARE = 0.01;

export const NO_SPLIT_EVIDENCE: SplitEvidence = FACTORS.map(() => NOTHING);

/**
 * Adds what an interval tells. Had each request come to the version with any probability that was allowed then, the sum of
 * the likelihood ratios would exceed 1/error in any of all intervals with probability `error` at most: the ratio of an interval
 * is 1 or less in the mean, since the allowed share that suits best stands below the line, and that the split may be missed from any
 * interval on is allowed for by parts of one whole.
 *
 * @param number of the interval, from 1
 * @see L. Wasserman, A. Ramdas and S. Balakrishnan, PNAS 117 (2020) 16880–16890, for a null hypothesis with many shares;
 *   M. Lindon and A. Malek (2022), arXiv:2011.03567, for the sequential test of a split
 */
export function addInterval(evidence: SplitEvidence, interval: Interval, number: number): SplitEvidence {
  const part = Math.log(startingPart(number) / FACTORS.length);
  const weight = Math.min(1, MOST_COUNTED / interval.all);
  const allowed = logLikelihood(interval, likeliestShare(interval));
  return evidence.map((before, index) => {
    const missed = logLikelihood(interval, missedShare(interval, FACTORS[index] ?? 1));
    return Math.max(NOTHING, addLogs(before, part) + weight * (missed - allowed));
  });
}

/** Whether more speaks against the split than for it. */
export function isSplitDoubtful(evidence: SplitEvidence): boolean {
  return isSplitMissed(evidence, 1);
}

/** Whether it is shown that the split was missed. @param error probability over the whole run, above 0 */
export function isSplitMissed(evidence: SplitEvidence, error: number): boolean {
  return evidence.reduce(addLogs, NOTHING) >= -Math.log(error);
}

/** The parts of all intervals, however many, add to 1. */
function startingPart(number: number): number {
  return 1 / (number * (number + 1));
}

/** Of those that are allowed. */
function likeliestShare({requests, all, lowest, highest}: Interval): number {
  return between(lowest - SHARE_MARGIN, requests / all, highest + SHARE_MARGIN);
}

function missedShare({lowest, highest}: Interval, factor: number): number {
  const middle = between(LEAST_SHARE, (lowest + highest) / 2, 1 - LEAST_SHARE);
  const odds = (factor * middle) / (1 - middle);
  return odds / (1 + odds);
}

function logLikelihood({requests, all}: Interval, share: number): number {
  return logOf(requests, share) + logOf(all - requests, 1 - share);
}

function logOf(count: number, share: number): number {
  return count === 0 ? 0 : count * Math.log(share);
}

/** The logarithm of the sum of two numbers that are given by theirs. */
function addLogs(one: number, other: number): number {
  const [less, more] = one < other ? [one, other] : [other, one];
  return more + Math.log1p(Math.exp(less - more));
}
