import {estimateProportion} from '../statistics/proportion.js';
import type {Chance} from './launch-plan.js';

/** Beyond each end of an interval. */
const TAIL = 0.025;

/**
 * How often something came out, with the exact 95 % interval of its chance.
 *
 * @param runs 1 or more
 */
export function chanceOf(count: number, runs: number): Chance {
  const {value, bounds} = estimateProportion([{samples: runs, sum: count}], 'checked');
  return {count, share: value, ...bounds(TAIL)};
}
