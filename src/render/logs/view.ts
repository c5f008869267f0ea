/** One item of an action, as it is shown. */
export interface ShownTask {
  /** `start`, `loop-2`, `finish`. */
  readonly action: string;
  /** Place in its action, from 0. */
  readonly index: number;
  readonly task: string;
  readonly result: 'running' | 'interrupted' | 'succeeded' | 'failed' | 'skipped';
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly reason: string | undefined;
  readonly output: string;
}

export type ShownPlace = Pick<ShownTask, 'action' | 'index' | 'task'>;

/** Words that belong to no task. */
export interface ShownMessage {
  readonly kind: 'message';
  readonly action: string | undefined;
  /** 0 for start, completed loops + 1 for loop and finish; undefined where the action is known. */
  readonly precedence: number | undefined;
  /** 1 is high. */
  readonly priority: 1 | 2 | 3;
  readonly text: string;
}

/** What is told of tasks, one after another. */
export type ShownEvent =
  | (ShownPlace & {readonly kind: 'begin'})
  | (ShownPlace & {readonly kind: 'output'; readonly text: string})
  | {readonly kind: 'result'; readonly run: ShownTask}
  | ShownMessage;

/** The experiment of which is told. */
export interface LogSubject {
  readonly name: string;
  readonly namespace: string;
}

/** Shows events as they come. */
export interface LogView {
  /** @returns what goes to which stream; lines with their ends */
  add(event: ShownEvent): {readonly out: string; readonly err: string};
}
