import {Iter8Error} from '../../errors.js';
import {parseGoDuration} from '../../experiment/go-duration.js';

/** Longest time that a timer of Node can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** @throws Iter8Error INVALID for anything but a duration above 0 */
export function readTimeout(text: string): number {
  const milliseconds = (parseGoDuration(text) ?? 0) * 1000;
  if (milliseconds > 0) return Math.min(Math.ceil(milliseconds), LONGEST_MS);
  throw new Iter8Error('INVALID', `--timeout ${JSON.stringify(text)} is no time to wait`, 'write 90s, or 5m');
}
