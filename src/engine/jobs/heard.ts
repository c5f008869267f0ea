import {type ActionItem, nameOfItem} from '../../tasks/action.js';
import {parseLogLine, type TaskLogEvent} from '../../tasks/job/log-line.js';
import {type ActionOutcome, failureWords} from '../../tasks/run-items.js';
import type {TaskEnd, TaskStart} from '../../tasks/task.js';
import type {RunAction} from '../step/effects.js';

const LONGEST_LINE = 300;

/**
 * What the log of a Job has told so far. The log may be read again from anywhere: nothing is heard twice, nor what the
 * status knew before. Tasks may print what they like, so what is told of items that the action does not have is ignored.
 */
export class HeardEvents {
  readonly #items: ReadonlyMap<number, ActionItem>;
  readonly #begun: Set<number>;
  readonly #ended = new Set<number>();
  #outcome: ActionOutcome | undefined;
  #lastLine = '';

  constructor(private readonly action: Pick<RunAction, 'instance' | 'items' | 'begun'>) {
    this.#items = new Map(action.items.map((item) => [item.index, item]));
    this.#begun = new Set(action.begun);
  }

  /** How the action ended, also where its last words are lost; undefined: it did not come to its end. */
  get outcome(): ActionOutcome | undefined {
    return this.#outcome;
  }

  /** What was printed last that is no event: why the task runner could not go on. Empty: nothing. */
  get lastLine(): string {
    return this.#lastLine;
  }

  /** Items without an end. */
  get rest(): readonly ActionItem[] {
    return this.action.items.filter(({index}) => !this.#ended.has(index));
  }

  /** Places of the items that were begun and have no end. */
  get begun(): ReadonlySet<number> {
    return new Set([...this.#begun].filter((index) => !this.#ended.has(index)));
  }

  /** Whether a text is a log of the action, from its first line on: a node that has lost one gives other words for it. */
  isLog(text: string): boolean {
    return text.split('\n').some((line) => parseLogLine(line)?.instance === this.action.instance);
  }

  /** @returns what is new in it, in its order */
  take(log: string): readonly (TaskStart | TaskEnd)[] {
    return log.split('\n').flatMap((line) => {
      const event = parseLogLine(line);
      if (!event && line.trim() !== '') this.#lastLine = line.trim().slice(0, LONGEST_LINE);
      return event?.instance === this.action.instance ? (this.#takeEvent(event) ?? []) : [];
    });
  }

  #takeEvent(event: TaskLogEvent): TaskStart | TaskEnd | undefined {
    if (event.kind === 'outcome') this.#outcome ??= event.outcome;
    if (event.kind === 'begin') return this.#begin(event);
    return event.kind === 'end' ? this.#end(event.end) : undefined;
  }

  #begin({index, task}: {readonly index: number; readonly task: string}): TaskStart | undefined {
    if (!this.#isOurs(index, task) || this.#begun.has(index) || this.#ended.has(index)) return undefined;
    this.#begun.add(index);
    return {index, task, result: 'running'};
  }

  #end(end: TaskEnd): TaskEnd | undefined {
    if (!this.#isOurs(end.index, end.task) || this.#ended.has(end.index)) return undefined;
    this.#ended.add(end.index);
    if (end.result === 'failed') this.#outcome ??= {kind: 'failed', reason: failureWords(end)};
    else if (this.rest.length === 0) this.#outcome ??= {kind: 'succeeded'};
    return end;
  }

  #isOurs(index: number, task: string): boolean {
    const item = this.#items.get(index);
    return item !== undefined && nameOfItem(item) === task;
  }
}
