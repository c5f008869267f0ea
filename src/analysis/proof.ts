import {type Objective, type Strength, totalIterations} from '../experiment/model.js';
import {type Claim, claimsOf, limitsOf} from './claims.js';
import type {AnalysisInput} from './input.js';
import {hasLimit} from './objective.js';
import {errorTail} from './statistics/error-tail.js';
import type {Bounds, Estimate} from './statistics/estimate.js';
import type {LookTime} from './statistics/group-sequential.js';
import {plannedLooks} from './statistics/looks.js';

/** What all looks so far show of an objective. */
export interface Proof {
  /** `unknown`: neither that it holds nor that it is broken is shown. */
  readonly state: 'satisfied' | 'violated' | 'unknown';
  /** Of the value, each of them right with the confidence that is asked for; of a percentile, of the share above its limit. */
  readonly bounds: Bounds;
  /** Of a percentile: the share of observations above its limit, and the share that may be. */
  readonly share?: {readonly above: number; readonly allowed: number} | undefined;
  /** Observations behind it, and how many more would show which it is if values stay as they are; undefined: it is shown. */
  readonly samples: number;
  readonly missing: number | undefined;
}

/**
 * Asks the looks whether an objective holds.
 *
 * Both errors are bounded for all looks together: with probability `confidence` no objective that is broken is taken for
 * satisfied, whence no bad version is promoted, since all must be; and with that probability no version is stopped of which
 * all hold, since the other error is divided among all limits of the criteria.
 *
 * @returns undefined when there is nothing to prove: no `strength`, no limit, or no look yet
 */
export function proveObjective(input: AnalysisInput, objective: Objective, version: string): Proof | undefined {
  const {strength} = input.experiment.spec.criteria;
  if (!strength || !hasLimit(objective)) return undefined;
  const trials = trialsOf(input, objective, version, strength);
  const [first] = trials;
  if (!first) return undefined;
  const states = trials.map(({state}) => state);
  const isBroken = states.includes('violated');
  const state = isBroken ? 'violated' : states.every((one) => one === 'satisfied') ? 'satisfied' : 'unknown';
  const missing = state === 'unknown' ? Math.max(...trials.map((trial) => trial.missing)) : undefined;
  const {estimate, tail, share} = first;
  return {state, bounds: estimate.bounds(tail), share, samples: estimate.samples, missing};
}

/** One limit of an objective, put to the test. */
interface Trial {
  readonly state: Proof['state'];
  /** Of the version itself, also where it is compared with the baseline. */
  readonly estimate: Estimate;
  readonly tail: number;
  readonly share?: Proof['share'];
  readonly missing: number;
}

function trialsOf(input: AnalysisInput, objective: Objective, version: string, strength: Strength): Trial[] {
  return claimsOf(input, objective, version).map((claim): Trial => {
    const tails = tailsOf(input, claim.looks, strength);
    return {...judge(claim, tails), estimate: claim.own, tail: tails.safe, share: claim.share};
  });
}

function tailsOf({experiment}: AnalysisInput, looks: readonly LookTime[], strength: Strength) {
  const error = 1 - strength.confidence;
  const planned = plannedLooks(strength, totalIterations(experiment.spec));
  const limits = experiment.spec.criteria.objectives.reduce(
    (sum, objective) => sum + limitsOf(objective).length,
    0,
  );
  return {safe: errorTail(looks, error, planned), harm: errorTail(looks, error / Math.max(1, limits), planned)};
}

function judge(
  {estimate, limit, side}: Claim,
  tails: {safe: number; harm: number},
): Pick<Trial, 'state' | 'missing'> {
  const [safe, harm] = [estimate.bounds(tails.safe), estimate.bounds(tails.harm)];
  const isSafe = side === 'upper' ? safe.upper <= limit : safe.lower >= limit;
  const isBroken = side === 'upper' ? harm.lower > limit : harm.upper < limit;
  if (isBroken) return {state: 'violated', missing: 0};
  if (isSafe) return {state: 'satisfied', missing: 0};
  const isOnGoodSide = side === 'upper' ? estimate.value <= limit : estimate.value >= limit;
  const bounds = isOnGoodSide ? safe : harm;
  const reach =
    (side === 'upper') === isOnGoodSide ? bounds.upper - estimate.value : estimate.value - bounds.lower;
  return {state: 'unknown', missing: missingSamples(estimate, reach, Math.abs(limit - estimate.value))};
}

/** The reach of a bound shrinks with the root of the number of observations. */
function missingSamples({samples}: Estimate, reach: number, distance: number): number {
  return distance > 0 ? Math.max(1, Math.ceil(samples * ((reach / distance) ** 2 - 1))) : Infinity;
}
