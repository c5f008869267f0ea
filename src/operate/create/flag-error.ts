import {Iter8Error} from '../../errors.js';

/** A flag that holds what it must not; `allowed` is the hint. */
export function flagError(flag: string, problem: string, allowed: string): Iter8Error {
  return new Iter8Error('INVALID', `--${flag}: ${problem}`, allowed);
}
