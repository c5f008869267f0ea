import {parseGoDuration} from '../../experiment/go-duration.js';
import {Iter8Error} from '../../errors.js';

const DAY_SECONDS = 24 * 3600;

/**
 * Seconds in `7d`, `1d12h`, `90m`.
 *
 * @throws Iter8Error INVALID naming the flag
 */
export function parseAge(text: string): number {
  const [, days, rest = ''] = /^(?:(\d+)d)?(.*)$/s.exec(text) ?? [];
  const seconds = rest === '' && days !== undefined ? 0 : parseGoDuration(rest);
  if (seconds !== undefined) return Number(days ?? 0) * DAY_SECONDS + seconds;
  throw new Iter8Error('INVALID', `--older-than: ${text} is no duration`, 'such as 7d, 36h or 1d12h');
}
