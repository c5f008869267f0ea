import type {Weight} from '../experiment/model.js';

/** What a version should get, in parts of any size. */
export interface Claim {
  readonly version: string;
  /** A whole number, 0 or more. */
  readonly parts: number;
}

/**
 * Whole percentages in proportion to the parts, always 100 in total, by the method of the largest remainder: everyone
 * gets the whole percents of the exact share, and what is left goes one by one to those with the largest rest; of equal
 * rests the earlier claim goes first. So no result is a whole point away from its exact share, and a claim that is not
 * above a whole percentage is never rounded above it.
 *
 * The original rounds at random and can exceed its caps by a point (weakness 7).
 *
 * @returns in the order of the claims
 * @throws RangeError if nobody claims anything
 */
export function apportion(claims: readonly Claim[]): readonly Weight[] {
  const total = claims.reduce((sum, {parts}) => sum + parts, 0);
  if (!(total > 0)) throw new RangeError(`the parts must be more than 0 in total, got ${total}`);
  const shares = claims.map(({version, parts}) => {
    const rest = (100 * parts) % total;
    return {version, rest, whole: (100 * parts - rest) / total};
  });
  const left = 100 - shares.reduce((sum, {whole}) => sum + whole, 0);
  const byRest = [...shares].sort((a, b) => b.rest - a.rest);
  const lucky = new Set(byRest.slice(0, left));
  return shares.map((share) => ({version: share.version, percent: share.whole + (lucky.has(share) ? 1 : 0)}));
}
