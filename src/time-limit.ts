import {Iter8Error} from './errors.js';
import {parseGoDuration} from './experiment/go-duration.js';
import {LONGEST_TIMER_MS} from './load/clock.js';

/**
 * What `--timeout`, or another flag, says, in whole milliseconds, 24 days at most.
 *
 * @throws Iter8Error INVALID for anything but a duration
 */
export function timeLimitMs(text: string, flag = '--timeout'): number {
  const seconds = parseGoDuration(text);
  if (seconds !== undefined) return Math.min(Math.ceil(seconds * 1000), LONGEST_TIMER_MS);
  throw new Iter8Error('INVALID', `${flag}: ${text} is no duration`, 'such as 90s or 10m');
}
