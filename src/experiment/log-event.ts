/** One item of a run of an action, as far as it is known. */
export interface TaskRun {
  /** `start`, `loop-2`, `finish`. */
  readonly action: string;
  /** Place in its action, from 0. */
  readonly index: number;
  /** `library/name`, or `run`. */
  readonly task: string;
  /** `running`: it has no end yet. `interrupted`: nobody will ever tell of its end. */
  readonly result: 'running' | 'interrupted' | 'succeeded' | 'failed' | 'skipped';
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** Why it failed or was skipped, in words. */
  readonly reason: string | undefined;
  /** All that is known of what it printed. */
  readonly output: string;
}

/** What is told of tasks, one after another. */
export type LogEvent =
  | (TaskPlace & {readonly kind: 'begin'})
  /** The next piece of what a task printed; a line may be cut in two. */
  | (TaskPlace & {readonly kind: 'output'; readonly text: string})
  /** How it ended, or stands where nothing more will be told. */
  | {readonly kind: 'result'; readonly run: TaskRun}
  | LogMessage;

export type TaskPlace = Pick<TaskRun, 'action' | 'index' | 'task'>;

/** Words that belong to no task. */
export interface LogMessage {
  readonly kind: 'message';
  /** Undefined in the lines of the original. */
  readonly action: string | undefined;
  /** 0 for start, completed loops + 1 for loop and finish; undefined where the action is known. */
  readonly precedence: number | undefined;
  /** 1 is high, 3 is low. */
  readonly priority: 1 | 2 | 3;
  readonly text: string;
}
