import {binomialCounts, type Counts, sumOfCounts} from './binomial.js';
import {LEAST_GROWTH, type LookTime} from './group-sequential.js';
import {spendingOf, type SpendingPlan} from './spending.js';

/** What is to be shown of a share of requests, so that it is held against a limit. */
export interface LimitedShare {
  readonly limit: number;
  /** Where the share is to be shown to be. */
  readonly side: 'below' | 'above';
}

/** With a limit above 0 and below 1. */
export type CountPlan = SpendingPlan & LimitedShare;

/** The counts of those runs in which no look has shown it. */
interface Undecided {
  /** Requests so far. */
  readonly samples: number;
  /** The newest look that told something: the error until then is spent. */
  readonly told: LookTime;
  /** Probability that it was shown at this look or before, if the share is at its limit. */
  readonly spent: number;
  /** With their probabilities if the share is at its limit. */
  readonly undecided: Counts;
}

/** What is known after a look at a share. */
export interface CountCourse extends Undecided {
  /** Shown by so many bad requests or fewer, where it is to be below its limit; else by so many or more. */
  readonly bound: number;
}

/** Of the whole error: what each end of the counts that are left out, since they hardly ever occur, takes of it at a look. */
const NEGLIGIBLE = 1e-10;

/**
 * Goes on by one look. As counts are whole numbers, a look mostly cannot spend just what it may; what is left over remains
 * for the looks to come. Looks that tell next to nothing new spend nothing, as in the normal course, which may go on from here.
 *
 * @param before undefined at the first look
 * @param look its information is the number of requests so far; where that has shrunk, the earlier ones count
 * @see C. Jennison and B. Turnbull, Group Sequential Methods (2000), chapter 12: exact tests of a proportion
 */
export function followCounts(before: Undecided = BEGIN, look: LookTime, plan: CountPlan): CountCourse {
  const samples = Math.max(before.samples, look.information);
  const negligible = plan.error * NEGLIGIBLE;
  const added = withoutNegligible(binomialCounts(addedTo(before, samples), plan.limit), negligible);
  const counts = sumOfCounts(before.undecided, added.counts);
  const told = look.information * (1 - LEAST_GROWTH) > before.told.information ? look : before.told;
  const allowed = spendingOf(plan)(told.time) - before.spent - added.lost;
  const {number, share} = shownCounts(counts, plan.side, allowed);
  const left = withoutNegligible(withoutShown(counts, plan.side, number), negligible);
  return {
    samples,
    told,
    bound: boundOf(counts, plan.side, number),
    spent: before.spent + added.lost + share + left.lost,
    undecided: left.counts,
  };
}

/** Requests that a look adds; where nobody counted them exactly, as whole ones. */
function addedTo(before: Undecided, samples: number): number {
  return Math.round(samples) - Math.round(before.samples);
}

const BEGIN: Undecided = {
  samples: 0,
  told: {time: 0, information: 0},
  spent: 0,
  undecided: {first: 0, shares: Float64Array.of(1)},
};

/** The counts farthest on a side that together are no more likely than is allowed. */
function shownCounts({shares}: Counts, side: LimitedShare['side'], allowed: number) {
  let [number, share] = [0, 0];
  for (; number < shares.length; number += 1) {
    const next = share + shares[side === 'below' ? number : shares.length - 1 - number]!;
    if (next > allowed) break;
    share = next;
  }
  return {number, share};
}

/** Where none is shown, it is the next count beyond those that there are: what was left out there is spent already. */
function boundOf({first, shares}: Counts, side: LimitedShare['side'], number: number): number {
  return side === 'below' ? first + number - 1 : first + shares.length - number;
}

function withoutShown({first, shares}: Counts, side: LimitedShare['side'], number: number): Counts {
  return side === 'below'
    ? {first: first + number, shares: shares.subarray(number)}
    : {first, shares: shares.subarray(0, shares.length - number)};
}

/** @param most probability of what is left out at each end */
function withoutNegligible({first, shares}: Counts, most: number) {
  let [begin, end, fewest, largest] = [0, shares.length, 0, 0];
  while (begin < end && fewest + shares[begin]! <= most) fewest += shares[begin++]!;
  while (end > begin && largest + shares[end - 1]! <= most) largest += shares[--end]!;
  return {counts: {first: first + begin, shares: shares.subarray(begin, end)}, lost: fewest + largest};
}
