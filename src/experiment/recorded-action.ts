/** What `status.actions` tells of one item. */
export interface RecordedTask {
  readonly index: number;
  readonly task: string;
  /** Undefined: its end is not recorded. */
  readonly result: 'succeeded' | 'failed' | 'skipped' | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly reason: string | undefined;
  /** The end of what it printed. */
  readonly output: string;
}

export type RecordedEnd = RecordedTask & {readonly result: NonNullable<RecordedTask['result']>};

export function isEnded(task: RecordedTask): task is RecordedEnd {
  return task.result !== undefined;
}

/** What `status.actions` tells of one run of an action. */
export interface RecordedAction {
  /** `start`, `loop-2`, `finish`. */
  readonly instance: string;
  readonly isRunning: boolean;
  /** Why the experiment failed in it; undefined: it did not. */
  readonly failure: string | undefined;
  /** In their order. */
  readonly tasks: readonly RecordedTask[];
}
