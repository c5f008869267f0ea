import {baselineOf, type Objective, type Strength, totalIterations} from '../experiment/model.js';
import {type Claim, claimsOf, limitsOf} from './claims.js';
import type {AnalysisInput} from './input.js';
import {hasLimit} from './objective.js';
import {errorTail, type PlannedLooks} from './statistics/error-tail.js';
import type {Bounds} from './statistics/estimate.js';
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
  const errors = errorsOf(input, strength);
  const trials = claimsOf(input, objective, version).map((claim) => tryClaim(claim, errors));
  const [first] = trials;
  if (!first) return undefined;
  const isWhole = trials.length === limitsToKeep(input, objective, version);
  const state = jointState(trials, isWhole);
  const missing = state === 'unknown' ? Math.max(...trials.map((trial) => trial.missing)) : undefined;
  return {state, bounds: first.bounds, share: first.share, samples: first.samples, missing};
}

/** All limits must be shown to hold, and one that is broken is enough. */
function jointState(trials: readonly Trial[], isWhole: boolean): Proof['state'] {
  const states = trials.map(({state}) => state);
  if (states.includes('violated')) return 'violated';
  return isWhole && states.every((state) => state === 'satisfied') ? 'satisfied' : 'unknown';
}

/** The baseline is as good as itself. */
function limitsToKeep({experiment}: AnalysisInput, objective: Objective, version: string): number {
  const isBaseline = version === baselineOf(experiment)?.name;
  return limitsOf(objective).filter(([kind]) => !isBaseline || !kind.startsWith('relative')).length;
}

/** One limit of an objective, put to the test. */
interface Trial {
  readonly state: Proof['state'];
  /** Of the version itself, also where it is compared with the baseline. */
  readonly bounds: Bounds;
  readonly share: Proof['share'];
  readonly samples: number;
  /** Infinite for a value at its limit. */
  readonly missing: number;
}

/** Probabilities of the two errors, for all looks at one limit together. */
interface Errors {
  /** Of taking what is broken for satisfied. */
  readonly safe: number;
  /** Of taking what holds for violated. */
  readonly harm: number;
  readonly planned: PlannedLooks;
}

function errorsOf({experiment: {spec}}: AnalysisInput, strength: Strength): Errors {
  const error = 1 - strength.confidence;
  const limits = spec.criteria.objectives.reduce((sum, objective) => sum + limitsOf(objective).length, 0);
  return {safe: error, harm: error / Math.max(1, limits), planned: plannedLooks(strength, totalIterations(spec))};
}

function tryClaim(claim: Claim, {safe, harm, planned}: Errors): Trial {
  const {own, estimate, looks, share} = claim;
  const tail = errorTail(looks, safe, planned, 'patient');
  const isGood = isOnGoodSide(claim);
  const tested = estimate.bounds(isGood ? tail : errorTail(looks, harm, planned));
  const isShown = isBeyondDoubt(claim, tested);
  const isSeen = estimate === own && (isGood || isShown); // people see what decided
  return {
    state: !isShown ? 'unknown' : isGood ? 'satisfied' : 'violated',
    bounds: isSeen ? tested : own.bounds(tail),
    share,
    samples: own.samples,
    missing: isShown ? 0 : missingSamples(claim, tested),
  };
}

function isOnGoodSide({estimate: {value}, limit, side}: Claim): boolean {
  return side === 'upper' ? value <= limit : value >= limit;
}

/** Whether the limit lies outside the bounds; at one of them it is kept, and not broken. */
function isBeyondDoubt(claim: Claim, {lower, upper}: Bounds): boolean {
  const {estimate, limit, side} = claim;
  if (isOnGoodSide(claim)) return side === 'upper' ? upper <= limit : lower >= limit;
  return estimate.value > limit ? lower > limit : upper < limit;
}

/** How many observations more there would have to be: the reach of a bound shrinks with the root of their number. */
function missingSamples({estimate: {value, samples}, limit}: Claim, {lower, upper}: Bounds): number {
  const [reach, distance] = value <= limit ? [upper - value, limit - value] : [value - lower, value - limit];
  return distance > 0 ? Math.max(1, Math.ceil(samples * ((reach / distance) ** 2 - 1))) : Infinity;
}
