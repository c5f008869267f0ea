import type {Dependence, Inflation} from './dependence.js';
import {normalQuantile} from './normal.js';
import type {Look} from './sample.js';
import {skewnessOfMean} from './skewness.js';
import {studentQuantile} from './student.js';

/**
 * How much of the error a look may have. Where each look also tells anew how much values vary, the looks resemble each other
 * less than a group-sequential course has it, and all together cross its bounds 5.2 to 5.9 times in a hundred instead of 5
 * (simulated with 5 to 40 looks at normal values, errors of 5 and 0.5 %). Where their dependence is estimated, the degrees of
 * freedom allow for that.
 */
const SHARE_OF_ERROR = 0.88;

/** Skewness of single observations of which nobody knows: log-normal latencies that vary as much as their mean have 4. */
const ASSUMED_SKEWNESS = 5;

/** In standard errors, each 0 or more for a tail of a half at most. */
export interface Reach {
  readonly below: number;
  readonly above: number;
}

/**
 * How far the bounds of a mean lie off its value where nothing but the looks tells how much values vary: Student's distance,
 * and on the side of a long tail more.
 *
 * @param tail above 0
 * @param last the newest look, which may tell how long the tail is; else it is taken to be as that of latencies
 * @see N. Johnson, Journal of the American Statistical Association 73 (1978) 536–544, for the skewness
 */
export function reachByLooks(
  tail: number,
  last: Look,
  {factor, degrees}: Inflation,
  dependence: Dependence,
): Reach {
  const usable = dependence === 'estimated' ? tail : tail * SHARE_OF_ERROR;
  const [student, z] = [studentQuantile(usable, degrees), normalQuantile(usable)];
  const single = last.cubes === undefined ? ASSUMED_SKEWNESS / Math.sqrt(last.samples) : skewnessOfMean(last);
  const more = (single * Math.sqrt(factor) * (2 * z * z + 1)) / 6;
  return {below: student + Math.max(0, -more), above: student + Math.max(0, more)};
}
