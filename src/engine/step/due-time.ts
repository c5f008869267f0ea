import type {Effect} from './effects.js';
import type {StepInput} from './input.js';
import type {Progress} from './progress.js';
import {secondsAfter, TOLERANCE_MS} from './times.js';

/**
 * Waits for the time of the next iteration: an interval after that of the one before, whatever its pass took. The first is
 * due at once.
 *
 * @returns undefined when the iteration is due
 * @see weakness 17: the original ended such passes with an error and tried again with back-off
 */
export function waitUntilDue(input: StepInput, progress: Progress): readonly Effect[] | undefined {
  const until = nextDueTime(input, progress);
  if (until.getTime() - TOLERANCE_MS <= input.now.getTime()) return undefined;
  const iteration = input.experiment.status.completedIterations + 1;
  return [{kind: 'wait', until, reason: `iteration ${iteration} is not due yet`}];
}

/** When the iteration that is decided now was due; now, if it is late by an interval or more, so that none are made up for. */
export function dueTime(input: StepInput, progress: Progress): Date {
  const due = nextDueTime(input, progress);
  const latest = secondsAfter(due, input.experiment.spec.duration.intervalSeconds);
  return latest.getTime() <= input.now.getTime() ? input.now : due;
}

/** A time more than an interval ahead means that the clock was set back: then nobody waits. */
function nextDueTime({experiment, now}: StepInput, {dueAt}: Progress): Date {
  const {intervalSeconds} = experiment.spec.duration;
  const {completedIterations, lastUpdateTime} = experiment.status;
  const previous = dueAt ?? (completedIterations > 0 ? lastUpdateTime : undefined);
  if (!previous) return now;
  const next = secondsAfter(previous, intervalSeconds);
  return next > secondsAfter(now, intervalSeconds + 1) ? now : next;
}
