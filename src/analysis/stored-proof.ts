import type {Json} from '../experiment/json.js';
import {memberOf, numberOf, textOf} from '../experiment/lenient.js';
import type {Strength} from '../experiment/model.js';
import type {Bounds} from './statistics/estimate.js';

/** What the looks show of an objective, as far as people are told (`criteria.strength`). */
export interface ShownProof {
  /** Probability with which each bound is right over all looks together. */
  readonly confidence: number;
  /** Of the value, or of the share that is meant by `share`; undefined: so little is known that it may be anything. */
  readonly bounds: Bounds | undefined;
  /** Of a percentile: the share of observations above its limit, and the share at which its objective turns. */
  readonly share: {readonly above: number; readonly allowed: number} | undefined;
  /** Observations that would tell, were values to stay as they are; undefined: it is shown, or nobody can say. */
  readonly missingSamples: number | undefined;
}

/** In the sentence of a value that was measured and has no bounds yet, for which the status has no numbers. */
export const UNBOUNDED = 'with so few observations the truth may be anything';

/**
 * Reads it from an entry of `status.analysis.objectiveAssessments`; what is of another type than it should be is passed over.
 *
 * @returns undefined where the entry holds no proof
 */
export function storedProof(entry: Json | undefined, {confidence}: Strength): ShownProof | undefined {
  const number = (name: string) => numberOf(memberOf(entry, name));
  const [lower, upper] = [number('lower'), number('upper')];
  const [above, allowed] = [number('shareAbove'), number('shareAllowed')];
  const missingSamples = number('missingSamples');
  const bounds = lower === undefined || upper === undefined ? undefined : {lower, upper};
  const isMeasured = textOf(memberOf(entry, 'message')).includes(UNBOUNDED);
  if (!bounds && missingSamples === undefined && !isMeasured) return undefined;
  const share = above === undefined || allowed === undefined ? undefined : {above, allowed};
  return {confidence, bounds, share, missingSamples};
}
