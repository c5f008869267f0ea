import type {Experiment} from '../experiment/model.js';
import type {ActionItem, ActionKey} from './action.js';

/** How one item of an action ended. */
export interface TaskEnd {
  /** Place in its action, from 0. */
  readonly index: number;
  /** `library/name`, or `run`. */
  readonly task: string;
  /** `skipped`: its condition does not hold. */
  readonly result: 'succeeded' | 'failed' | 'skipped';
  /** What it printed, stdout and stderr in their order; bounded by whoever stores it. */
  readonly output: string;
  /** Why it failed or was skipped, in words. */
  readonly reason?: string;
}

export type TaskOutcome = Pick<TaskEnd, 'result' | 'output' | 'reason'>;

/** What a task knows of its run. */
export interface TaskContext {
  readonly experiment: Experiment;
  readonly action: ActionKey;
  /** Variables for child processes. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Something that an action can do. A task may run again after its end was lost (a crash between the end and its record),
 * so it must be safe to repeat.
 */
export interface Task {
  /** Does it. Rejects only when the signal aborts; what goes wrong is a `failed` outcome. */
  run(item: ActionItem, context: TaskContext, signal?: AbortSignal): Promise<TaskOutcome>;
}

/** A task as the registry knows it: what is costly is loaded when it runs. */
export interface TaskDefinition {
  /** What is wrong with an item, before anything runs; undefined: nothing. */
  readonly check: (item: ActionItem) => string | undefined;
  readonly load: () => Promise<Task>;
}
