import type {TaskLogEvent} from '../../tasks/job/log-line.js';
import type {TaskEnd} from '../../tasks/task.js';
import type {LogEvent, TaskPlace, TaskRun} from '../../experiment/log-event.js';
import {isEnded, type RecordedAction, type RecordedEnd} from '../../experiment/recorded-action.js';
import {remainderOf} from './remainder.js';

interface Seen {
  readonly task: string;
  output: string;
  isOver: boolean;
}

/** As it is recorded, or told by the Job. */
type Ended = RecordedEnd | TaskEnd;

/**
 * One run of an action, put together from two sources of which each may know more than the other: its record in the status
 * has results and times, the log of its Job all that was printed. Nothing is told twice, and each task after the one before.
 */
export class ActionLog {
  readonly #tasks = new Map<number, Seen>();
  /** Of the Job's log, what waits until the record has the end of a task too. */
  readonly #waiting: TaskLogEvent[] = [];
  #record: RecordedAction;
  #isFailureTold = false;

  constructor(private readonly instance: string) {
    this.#record = {instance, isRunning: true, failure: undefined, tasks: []};
  }

  /**
   * @param heard what is new in the log of the Job
   * @returns what is new in both, in its order
   */
  update(record: RecordedAction, heard: readonly TaskLogEvent[]): readonly LogEvent[] {
    this.#record = record;
    this.#waiting.push(...heard);
    const events = this.#takeWaiting(!record.isRunning);
    for (const task of record.tasks) events.push(...(isEnded(task) ? this.#end(task) : this.#begin(task)));
    return record.isRunning
      ? events
      : [...events, ...this.#unended('interrupted'), ...this.#failure(record.failure)];
  }

  /** What a line of the Job's log tells where there is no record. */
  hear(event: TaskLogEvent): readonly LogEvent[] {
    return this.#take(event);
  }

  /** Also what the log of the Job tells beyond the record, and how far the tasks are that run. */
  rest(): readonly LogEvent[] {
    return [...this.#takeWaiting(true), ...this.#unended('running')];
  }

  #takeWaiting(isLast: boolean): LogEvent[] {
    const events: LogEvent[] = [];
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (next.kind === 'end' && !isLast && !this.#recordedEnd(next.end.index)) break;
      this.#waiting.shift();
      events.push(...this.#take(next));
    }
    return events;
  }

  #take(event: TaskLogEvent): readonly LogEvent[] {
    switch (event.kind) {
      case 'begin':
        return [...this.#endsBefore(event.index), ...this.#begin(event)];
      case 'output':
        return [...this.#endsBefore(event.index), ...this.#begin(event), ...this.#output(event.index, event.text)];
      case 'end':
        return [
          ...this.#endsBefore(event.end.index),
          ...this.#end(this.#recordedEnd(event.end.index) ?? event.end),
        ];
      case 'outcome':
        return event.outcome.kind === 'failed' ? this.#failure(event.outcome.reason) : [];
      case 'message':
        return event.priority === 3 ? [] : [this.#message(event.priority, event.text)]; // low: that all is well
    }
  }

  #recordedEnd(index: number): RecordedEnd | undefined {
    return this.#record.tasks.filter(isEnded).find((task) => task.index === index);
  }

  /** Of tasks of which the log of the Job is lost: they had ended when a later one began. */
  #endsBefore(index: number): readonly LogEvent[] {
    const earlier = this.#record.tasks.filter(isEnded).filter((task) => task.index < index);
    return earlier.flatMap((task) => this.#end(task));
  }

  #begin({index, task}: Pick<TaskPlace, 'index' | 'task'>): readonly LogEvent[] {
    if (this.#tasks.has(index)) return [];
    this.#tasks.set(index, {task, output: '', isOver: false});
    return [{kind: 'begin', ...this.#place(index, task)}];
  }

  #output(index: number, text: string): readonly LogEvent[] {
    const seen = this.#tasks.get(index);
    if (!seen || seen.isOver || text === '') return [];
    seen.output += text;
    return [{kind: 'output', ...this.#place(index, seen.task), text}];
  }

  #end(end: Ended): readonly LogEvent[] {
    const {index, task, result, reason} = end;
    if (this.#tasks.get(index)?.isOver) return [];
    const begin = result === 'skipped' ? [] : this.#begin(end);
    const seen = this.#tasks.get(index) ?? {task, output: '', isOver: false};
    const rest = this.#output(index, remainderOf(seen.output, end.output));
    this.#tasks.set(index, {...seen, isOver: true});
    this.#isFailureTold ||= result === 'failed';
    const run = {...this.#place(index, task), result, ...timesOf(end), reason, output: seen.output};
    return [...begin, ...rest, {kind: 'result', run}];
  }

  /** Tasks that were begun and have no end. */
  #unended(result: 'running' | 'interrupted'): readonly LogEvent[] {
    const open = [...this.#tasks].filter(([, {isOver}]) => !isOver).sort(([a], [b]) => a - b);
    return open.map(([index, seen]) => {
      if (result === 'interrupted') seen.isOver = true;
      const {task, output} = seen;
      const startedAt = this.#record.tasks.find((each) => each.index === index)?.startedAt;
      const run: TaskRun = {
        ...this.#place(index, task),
        result,
        startedAt,
        endedAt: undefined,
        reason: undefined,
        output,
      };
      return {kind: 'result', run};
    });
  }

  /** Why the action failed, unless one of its tasks says so. */
  #failure(reason: string | undefined): readonly LogEvent[] {
    if (reason === undefined || this.#isFailureTold) return [];
    this.#isFailureTold = true;
    return [this.#message(1, reason)];
  }

  #message(priority: 1 | 2 | 3, text: string): LogEvent {
    return {kind: 'message', action: this.instance, precedence: undefined, priority, text};
  }

  #place(index: number, task: string): TaskPlace {
    return {action: this.instance, index, task};
  }
}

/** The log of a Job has no times. */
function timesOf(end: Ended): Pick<TaskRun, 'startedAt' | 'endedAt'> {
  if (!('startedAt' in end)) return {startedAt: undefined, endedAt: undefined};
  const {startedAt, endedAt} = end;
  return {startedAt, endedAt};
}
