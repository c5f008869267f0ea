import {Iter8Error} from './errors.js';
import {parseGoDuration} from './experiment/go-duration.js';

/**
 * What `--timeout`, or another flag, says, in milliseconds.
 *
 * @throws Iter8Error INVALID for anything but a duration
 */
export function timeLimitMs(text: string, flag = '--timeout'): number {
  const seconds = parseGoDuration(text);
  if (seconds !== undefined) return seconds * 1000;
  throw new Iter8Error('INVALID', `${flag}: ${text} is no duration`, 'such as 90s or 10m');
}
