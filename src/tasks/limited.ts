import {Deadline} from '../cluster/api/deadline.js';
import type {TaskOutcome} from './task.js';

/** Why an action is ended that nobody wants any more. */
export const CANCELLED = 'the experiment is aborted';

export interface TaskLimits {
  /** Longest time of the task. */
  readonly timeoutMs: number;
  /** Longest time of its action; `actionLimit` aborts at its end. */
  readonly actionTimeoutMs: number;
  readonly actionLimit: AbortSignal;
  /** Of whoever does not want the action any more; undefined: nobody. */
  readonly cancel?: AbortSignal | undefined;
  /** Of an engine that ends. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs a task until its time is over, or that of its action, or until nobody wants it: then it is asked to end, and has
 * failed with what it printed.
 *
 * @throws when the signal aborts
 */
export async function runLimited(
  run: (signal: AbortSignal) => Promise<TaskOutcome>,
  limits: TaskLimits,
): Promise<TaskOutcome> {
  limits.signal?.throwIfAborted();
  const own = new Deadline(limits.timeoutMs, undefined);
  return runUntil(run, own.signal, limits).finally(() => own.release());
}

/** @param own aborts when the time of the task is over */
async function runUntil(
  run: (signal: AbortSignal) => Promise<TaskOutcome>,
  own: AbortSignal,
  {timeoutMs, actionTimeoutMs, actionLimit, cancel, signal}: TaskLimits,
): Promise<TaskOutcome> {
  const limit = AbortSignal.any([own, actionLimit, ...(cancel ? [cancel] : [])]);
  const outcome = await run(signal ? AbortSignal.any([limit, signal]) : limit).catch((error: unknown) => {
    if (limit.aborted) return undefined;
    throw error;
  });
  signal?.throwIfAborted();
  if (outcome && (!limit.aborted || outcome.result === 'succeeded')) return outcome;
  const inAll = cancel?.aborted ? CANCELLED : `the action had ${actionTimeoutMs / 1000} s in all`;
  const reason = own.aborted ? `did not end within ${timeoutMs / 1000} s` : `was ended: ${inAll}`;
  return {result: 'failed', output: outcome?.output ?? '', reason};
}
