import type {Strength} from '../../experiment/model.js';
import {MANY_LOOKS} from './dependence.js';
import type {PlannedLooks} from './error-tail.js';

/** Looks are fewer than iterations in a long run: each costs some room in the status, and more of them tell no more. */
const MOST_LOOKS = MANY_LOOKS;

/**
 * How many looks at the data there will be.
 *
 * @param iterations of the whole run, 1 or more
 */
export function plannedLooks({looks}: Strength, iterations: number): PlannedLooks {
  if (looks === 'anytime') return 'anytime';
  return Math.min(iterations, looks === 'auto' ? MOST_LOOKS : looks);
}

/**
 * Whether the data is looked at after an iteration: at the last one always, before at even distances.
 *
 * @param iteration from 1
 */
export function isLook(strength: Strength, iteration: number, iterations: number): boolean {
  const planned = plannedLooks(strength, iterations);
  const looks = planned === 'anytime' ? Math.min(iterations, MOST_LOOKS) : planned;
  return Math.floor((iteration * looks) / iterations) > Math.floor(((iteration - 1) * looks) / iterations);
}
