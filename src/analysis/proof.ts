import {baselineOf, type Objective, type Spec, type Strength, totalIterations} from '../experiment/model.js';
import {type Claim, claimsOf} from './claims.js';
import type {AnalysisInput} from './input.js';
import {isRelativeLimit, limitCount, type LimitKind, limitKinds} from './limits.js';
import {hasLimit} from './objective.js';
import {errorTail, type PlannedLooks, type Tested} from './statistics/error-tail.js';
import type {Bounds} from './statistics/estimate.js';
import type {LookTime} from './statistics/group-sequential.js';
import {plannedLooks} from './statistics/looks.js';

/** What all looks so far show of one limit of an objective. */
export interface LimitProof {
  readonly kind: LimitKind;
  /** `unknown`: neither that it is kept nor that it is broken is shown. */
  readonly state: 'satisfied' | 'violated' | 'unknown';
  /** Of the value, each of them right with the confidence that is asked for; of a percentile, of the share above its limit. */
  readonly bounds: Bounds;
  /** Of a multiple of the baseline's value: bounds of how far the value is above it, which is what decides. */
  readonly distance?: Bounds | undefined;
  /** Of a percentile: the share of observations above its limit, and the share that may be. */
  readonly share?: {readonly above: number; readonly allowed: number} | undefined;
  /** Observations behind it, and how many more would show which it is if values stay as they are; undefined: it is shown. */
  readonly samples: number;
  /** Infinite where nobody can say. */
  readonly missing: number | undefined;
}

/** What all looks so far show of an objective: of its limits the one that decides, and each of them. */
export interface Proof extends LimitProof {
  /** Each of several limits that could be put to the test; empty where the objective has only one. */
  readonly limits: readonly LimitProof[];
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
  const errors = errorsOf(input.experiment.spec, strength);
  const proofs = claimsOf(input, objective, version).map((claim) => proveLimit(claim, errors));
  const isWhole = proofs.length === limitsToKeep(input, objective, version);
  const state = jointState(proofs, isWhole);
  const deciding = decidingLimit(proofs, state);
  if (!deciding) return undefined;
  const lacking = isWhole ? deciding.missing : Infinity;
  const limits = limitKinds(objective).length > 1 ? proofs : [];
  return {...deciding, state, missing: state === 'unknown' ? lacking : undefined, limits};
}

/** All limits must be shown to hold, and one that is broken is enough. */
function jointState(limits: readonly LimitProof[], isWhole: boolean): Proof['state'] {
  const states = limits.map(({state}) => state);
  if (states.includes('violated')) return 'violated';
  return isWhole && states.every((state) => state === 'satisfied') ? 'satisfied' : 'unknown';
}

/** Of those that make the state what it is, the one that lacks most. */
function decidingLimit(limits: readonly LimitProof[], state: Proof['state']): LimitProof | undefined {
  const lacking = ({missing = 0}: LimitProof) => missing;
  const decisive = limits.filter((limit) => limit.state === state);
  const [first, ...others] = decisive.length > 0 ? decisive : limits;
  return others.reduce((most, limit) => (most && lacking(limit) > lacking(most) ? limit : most), first);
}

/** The baseline is as good as itself. */
function limitsToKeep({experiment}: AnalysisInput, objective: Objective, version: string): number {
  const isBaseline = version === baselineOf(experiment)?.name;
  return limitKinds(objective).filter((kind) => !isBaseline || !isRelativeLimit(kind)).length;
}

/** Probabilities of the two errors, for all looks at one limit together. */
export interface Errors {
  /** Of taking what is broken for satisfied. */
  readonly safe: number;
  /** Of taking what holds for violated. */
  readonly harm: number;
  readonly planned: PlannedLooks;
}

export function errorsOf(spec: Spec, strength: Strength): Errors {
  const error = 1 - strength.confidence;
  const limits = Math.max(1, limitCount(spec.criteria.objectives));
  return {safe: error, harm: error / limits, planned: plannedLooks(strength, totalIterations(spec))};
}

/** What the newest look may err by when it takes a limit for kept. */
export function safeTail(looks: readonly LookTime[], {safe, planned}: Errors, tested: Tested): number {
  return errorTail(looks, safe, planned, {pace: 'patient', ...tested});
}

/** What the newest look may err by when it takes a limit for broken. */
export function harmTail(looks: readonly LookTime[], {harm, planned}: Errors, tested: Tested): number {
  return errorTail(looks, harm, planned, {pace: 'quick', ...tested});
}

function proveLimit(claim: Claim, errors: Errors): LimitProof {
  const {kind, own, estimate, looks, share} = claim;
  const tail = safeTail(looks, errors, testedBy(claim, 'kept'));
  const isGood = isOnGoodSide(claim);
  const tested = estimate.bounds(isGood ? tail : harmTail(looks, errors, testedBy(claim, 'broken')));
  const isShown = isBeyondDoubt(claim, tested);
  const seen = isGood || isShown ? tested : estimate.bounds(tail); // people see what decided
  const isCompared = isRelativeLimit(kind);
  return {
    kind,
    state: !isShown ? 'unknown' : isGood ? 'satisfied' : 'violated',
    bounds: isCompared ? own.bounds(tail) : seen,
    ...(isCompared && {distance: seen}),
    share,
    samples: own.samples,
    missing: isShown ? undefined : missingSamples(claim, tested),
  };
}

function testedBy({isShare, limit, side, estimate}: Claim, toShow: 'kept' | 'broken'): Tested {
  const isBelow = (side === 'upper') === (toShow === 'kept');
  const share = isShare ? ({limit, side: isBelow ? 'below' : 'above'} as const) : undefined;
  return {silentLooks: estimate.silentLooks, share};
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

/** Nobody waits for so many: the value is at its limit. */
const MOST_MISSING = 1e9;

/** How many observations more there would have to be: the reach of a bound shrinks with the root of their number. */
function missingSamples({estimate, limit}: Claim, {lower, upper}: Bounds): number {
  const {value, samples, ends = {lower: value, upper: value}} = estimate;
  const [reach, distance] =
    value <= limit ? [upper - ends.upper, limit - ends.upper] : [ends.lower - lower, ends.lower - limit];
  const missing = distance > 0 ? Math.max(1, Math.ceil(samples * ((reach / distance) ** 2 - 1))) : Infinity;
  return missing > MOST_MISSING ? Infinity : missing;
}
