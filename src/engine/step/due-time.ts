import type {Experiment} from '../../experiment/model.js';
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
  const until = dueTime(input, progress);
  if (until.getTime() - TOLERANCE_MS <= input.now.getTime()) return undefined;
  const iteration = input.experiment.status.completedIterations + 1;
  return [{kind: 'wait', until, reason: `iteration ${iteration} is not due yet`}];
}

/** When the iteration after the one that is decided now is due; none are made up for when this one is late by an interval. */
export function followingDueTime(input: StepInput, progress: Progress): Date {
  const {intervalSeconds} = input.experiment.spec.duration;
  const next = secondsAfter(dueTime(input, progress), intervalSeconds);
  return next > input.now ? next : secondsAfter(input.now, intervalSeconds);
}

/** A time more than an interval ahead means that the clock was set back: then nobody waits. */
function dueTime({experiment, now}: StepInput, {nextDueAt}: Progress): Date {
  const {intervalSeconds} = experiment.spec.duration;
  const due = nextDueAt ?? dueAfterLast(experiment) ?? now;
  return due > secondsAfter(now, intervalSeconds + 1) ? now : due;
}

/** Of a run that another engine began. */
function dueAfterLast({status, spec}: Experiment): Date | undefined {
  if (status.completedIterations === 0 || !status.lastUpdateTime) return undefined;
  return secondsAfter(status.lastUpdateTime, spec.duration.intervalSeconds);
}
