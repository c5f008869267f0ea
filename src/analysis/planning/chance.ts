import {betaQuantile, lowerBetaQuantile} from '../statistics/beta.js';
import type {Chance} from './launch-plan.js';

/** Beyond each end of an interval. */
const TAIL = 0.025;

/**
 * How often something came out, with the exact 95 % interval of its chance.
 *
 * @param runs 1 or more
 * @see C. Clopper and E. Pearson, Biometrika 26 (1934) 404–413
 */
export function chanceOf(count: number, runs: number): Chance {
  return {
    count,
    share: count / runs,
    lower: lowerBetaQuantile(TAIL, count, runs - count + 1),
    upper: betaQuantile(TAIL, count + 1, runs - count),
  };
}
