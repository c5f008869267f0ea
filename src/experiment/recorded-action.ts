import {placeOf} from './action-instance.js';
import {isObject, type Json, type JsonObject} from './json.js';
import {listOf, memberOf, numberOf, textOf, timeOf} from './lenient.js';

/** What `status.actions` tells of one item. */
export interface RecordedTask {
  /** From 0. */
  readonly index: number;
  /** Empty: nobody has written it down, or it was left out for the size of the status. */
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
export interface StoredAction {
  /** `start`, `loop-2`, `finish`, `finish-2`. */
  readonly instance: string;
  /** `running`, `succeeded`, `failed`; empty: nobody has written it down. */
  readonly state: string;
  /** In their order. */
  readonly tasks: readonly RecordedTask[];
}

/** The same with what the rest of the experiment tells of it. */
export interface RecordedAction {
  readonly instance: string;
  readonly isRunning: boolean;
  /** Why the experiment failed in it; undefined: it did not. */
  readonly failure: string | undefined;
  /** In their order. */
  readonly tasks: readonly RecordedTask[];
}

/** What the status of a resource tells of actions, in the order of time; anything odd in it is passed over. */
export function storedActions(resource: JsonObject): readonly StoredAction[] {
  const records = memberOf(resource, 'status', 'actions');
  const runs = Object.entries(isObject(records) ? records : {}).sort(([a], [b]) => placeOf(a) - placeOf(b));
  return runs.map(([instance, record]) => {
    const tasks = listOf(memberOf(record, 'tasks')).map(readTask);
    return {instance, state: textOf(memberOf(record, 'state')), tasks: tasks.sort((a, b) => a.index - b.index)};
  });
}

const RESULTS = ['succeeded', 'failed', 'skipped'] as const;

function readTask(task: Json): RecordedTask {
  const text = (key: string) => textOf(memberOf(task, key));
  return {
    index: numberOf(memberOf(task, 'index')) ?? 0,
    task: text('task'),
    result: RESULTS.find((result) => result === text('result')),
    startedAt: timeOf(memberOf(task, 'startedAt')),
    endedAt: timeOf(memberOf(task, 'endedAt')),
    reason: text('reason') || undefined,
    output: text('output'),
  };
}
