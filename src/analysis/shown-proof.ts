import type {Assessment, Objective, Strength} from '../experiment/model.js';
import {type LimitKind, limitLabel} from './limits.js';
import type {LimitProof, Proof} from './proof.js';
import type {Bounds} from './statistics/estimate.js';

/** What the looks show of a limit, as far as people are told. */
export interface ShownLimit {
  /** Of the value, or of the share that is meant by `share`; undefined: so little is known that it may be anything. */
  readonly bounds: Bounds | undefined;
  /** Of a percentile: the share of observations above its limit, and the share at which its objective turns. */
  readonly share: {readonly above: number; readonly allowed: number} | undefined;
  /** Bounds of how far the value is above a multiple of the baseline's value; undefined where it is held against none. */
  readonly distance: Bounds | undefined;
  /** Observations that would tell, were values to stay as they are; undefined: it is shown, or nobody can say. */
  readonly missingSamples: number | undefined;
}

/** One limit of several. */
export interface LimitOfSeveral extends ShownLimit {
  readonly kind: LimitKind;
  readonly state: Assessment;
  /** `<= 50`, `>= 0.8 x baseline`. */
  readonly label: string;
}

/** What the looks show of an objective (`criteria.strength`): what they show of the limit that decides. */
export interface ShownProof extends ShownLimit {
  /** Probability with which each bound is right over all looks together. */
  readonly confidence: number;
  /** Each of several limits; empty where there is only one. */
  readonly limits: readonly LimitOfSeveral[];
}

/** A limit as the fields of JSON: in the status, and in what `describe` prints. */
export interface LimitFields {
  readonly lower?: number;
  readonly upper?: number;
  readonly shareAbove?: number;
  readonly shareAllowed?: number;
  readonly distanceLower?: number;
  readonly distanceUpper?: number;
  readonly missingSamples?: number;
}

export function shownProof(proof: Proof, {confidence}: Strength, objective: Objective): ShownProof {
  const limits = proof.limits.map((limit) => {
    return {...shownLimit(limit), kind: limit.kind, state: limit.state, label: limitLabel(objective, limit.kind)};
  });
  const {bounds, share, distance, missingSamples} = shownLimit(proof);
  return {bounds, share, distance, missingSamples, confidence, limits};
}

/** Bounds that are infinite say nothing, and JSON cannot hold them. */
export function shownLimit({bounds, distance, share, missing}: Omit<LimitProof, 'kind' | 'state'>): ShownLimit {
  const isBounded = isFiniteRange(bounds) && (distance === undefined || isFiniteRange(distance));
  const canTell = isBounded && missing !== undefined && Number.isFinite(missing);
  return {
    bounds: isBounded ? bounds : undefined,
    distance: isBounded ? distance : undefined,
    share,
    missingSamples: canTell ? missing : undefined,
  };
}

export function isFiniteRange({lower, upper}: Bounds): boolean {
  return Number.isFinite(lower) && Number.isFinite(upper);
}

/** Digits beyond those come of binary numbers alone; older statuses have them. */
const DIGITS = 12;

export function limitFields({bounds, distance, share, missingSamples}: ShownLimit): LimitFields {
  return {
    ...bounds,
    ...(share && {shareAbove: share.above, shareAllowed: Number(share.allowed.toPrecision(DIGITS))}),
    ...(distance && {distanceLower: distance.lower, distanceUpper: distance.upper}),
    ...(missingSamples !== undefined && {missingSamples}),
  };
}

/** The limit that is meant by its fields. */
export function limitFromFields(fields: LimitFields): ShownLimit {
  const {shareAbove: above, shareAllowed: allowed, missingSamples} = fields;
  return {
    bounds: boundsOf(fields.lower, fields.upper),
    distance: boundsOf(fields.distanceLower, fields.distanceUpper),
    share: above === undefined || allowed === undefined ? undefined : {above, allowed},
    missingSamples,
  };
}

function boundsOf(lower: number | undefined, upper: number | undefined): Bounds | undefined {
  return lower === undefined || upper === undefined ? undefined : {lower, upper};
}
