import {Iter8Error} from '../../errors.js';
import {parseGoDuration} from '../../experiment/go-duration.js';
import {flagError} from './flag-error.js';

/**
 * The longest time to wait for the end of an experiment that is created, in milliseconds.
 *
 * @returns undefined: as long as it takes
 * @throws Iter8Error INVALID for no duration, for a limit of nothing, and for waiting for what is not created
 */
export function readAwaitLimit(
  flags: {readonly 'dry-run': string; readonly timeout?: string | undefined},
  isAwaited: boolean,
): number | undefined {
  if (isAwaited && flags['dry-run'] !== 'none') {
    throw new Iter8Error(
      'INVALID',
      '--wait and --watch need an experiment that is created',
      'leave out --dry-run',
    );
  }
  const {timeout} = flags;
  if (timeout === undefined) return undefined;
  if (!isAwaited) throw flagError('timeout', 'there is nothing to wait for', 'add --wait or --watch');
  const seconds = parseGoDuration(timeout);
  if (seconds === undefined) throw flagError('timeout', `${timeout} is no duration`, 'such as 90s or 10m');
  return seconds * 1000;
}
