import {readJsonObject, writeJson} from '../../cluster/api/json.js';
import {Field, FieldError} from '../../experiment/field.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {escapeUnsafe} from '../../experiment/unsafe-characters.js';
import type {ActionOutcome} from '../run-items.js';
import type {TaskEnd} from '../task.js';

/** Of which run of which action a line of the log tells. */
export interface LogOrigin {
  readonly experimentName: string;
  readonly experimentNamespace: string;
  /** `start`, `loop-2`, `finish`; undefined in the lines of the original. */
  readonly instance?: string | undefined;
  /** By which the original sorted: 0 for start, completed loops + 1 for loop and finish. */
  readonly precedence: number;
}

/** 1 is high, 3 is low. */
type Priority = 1 | 2 | 3;

/** What happened in a Job, in the order of its lines. */
export type TaskLogBody =
  | {readonly kind: 'begin'; readonly index: number; readonly task: string}
  /** A piece of what a task prints, while it does. */
  | {readonly kind: 'output'; readonly index: number; readonly task: string; readonly text: string}
  | {readonly kind: 'end'; readonly end: TaskEnd}
  /** The last line of all. */
  | {readonly kind: 'outcome'; readonly outcome: ActionOutcome}
  /** Words for people; the only lines that the original has. */
  | {readonly kind: 'message'; readonly priority: Priority; readonly text: string};

export type TaskLogEvent = LogOrigin & TaskLogBody;

/** One line without its end, which readers of the original's lines understand too. */
export function formatLogLine(event: TaskLogEvent): string {
  const {experimentName, experimentNamespace, instance, precedence} = event;
  const line: JsonObject = {
    isIter8Log: true,
    experimentName,
    experimentNamespace,
    source: 'task-runner',
    ...fieldsOf(event),
    precedence,
    ...(instance !== undefined && {action: instance}),
  };
  return escapeUnsafe(writeJson(line));
}

function fieldsOf(body: TaskLogBody): JsonObject {
  switch (body.kind) {
    case 'begin': {
      const {index, task} = body;
      return {priority: 3, message: `task ${index + 1} (${task}) begins`, event: 'begin', task, index};
    }
    case 'output':
      return {priority: 3, message: body.text, event: 'output', task: body.task, index: body.index};
    case 'end': {
      const {index, task, result} = body.end;
      const message = `task ${index + 1} (${task}) ${result}`;
      return {priority: result === 'failed' ? 1 : 3, message, event: 'end', ...body.end};
    }
    case 'outcome': {
      const {outcome} = body;
      const message = outcome.kind === 'failed' ? outcome.reason : 'the action succeeded';
      return {priority: outcome.kind === 'failed' ? 1 : 3, message, event: 'outcome', result: outcome.kind};
    }
    case 'message':
      return {priority: body.priority, message: body.text};
  }
}

/**
 * What a line of a Job's log tells; lines of the original are messages.
 *
 * @returns undefined for a line of another kind, also for one that holds something else than it should
 */
export function parseLogLine(text: string): TaskLogEvent | undefined {
  if (!text.includes('"isIter8Log"')) return undefined;
  try {
    const line = readJsonObject(text);
    return line.isIter8Log === true ? readLine(new Field(line)) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof FieldError) return undefined;
    throw error;
  }
}

function readLine(line: Field): TaskLogEvent {
  return {
    experimentName: line.get('experimentName').requiredText(),
    experimentNamespace: line.get('experimentNamespace').requiredText(),
    instance: line.get('action').text(),
    precedence: line.get('precedence').integer() ?? 0,
    ...readBody(line),
  };
}

const EVENTS = ['begin', 'output', 'end', 'outcome'] as const;

function readBody(line: Field): TaskLogBody {
  const text = line.get('message').text() ?? '';
  const kind = line.get('event').oneOf(EVENTS);
  switch (kind) {
    case undefined:
      return {kind: 'message', priority: readPriority(line), text};
    case 'outcome':
      return {kind, outcome: readOutcome(line, text)};
    case 'end':
      return {kind, end: readEnd(line)};
    default: {
      const item = {index: readIndex(line), task: line.get('task').requiredText()};
      return kind === 'begin' ? {kind, ...item} : {kind, ...item, text};
    }
  }
}

function readPriority(line: Field): Priority {
  const priority = line.get('priority').integer();
  return priority === 1 || priority === 2 ? priority : 3;
}

function readOutcome(line: Field, reason: string): ActionOutcome {
  const kind = line.get('result').oneOf(['succeeded', 'failed']);
  if (!kind) throw line.get('result').missing();
  return kind === 'failed' ? {kind, reason} : {kind};
}

type Told = 'index' | 'task' | 'result' | 'output' | 'reason';

/** What a task may bring besides words; a kind that is added to `TaskEnd` is to be added here. */
const FINDINGS: Readonly<Record<Exclude<keyof TaskEnd, Told>, true>> = {versionInfo: true, histograms: true};

function readFindings(line: Field): JsonObject {
  const found = Object.keys(FINDINGS).map((key): [string, Json | undefined] => [key, line.get(key).value]);
  return Object.fromEntries(found.filter(([, value]) => isObject(value)));
}

function readEnd(line: Field): TaskEnd {
  const result = line.get('result').oneOf(['succeeded', 'failed', 'skipped']);
  if (!result) throw line.get('result').missing();
  const reason = line.get('reason').text();
  return {
    index: readIndex(line),
    task: line.get('task').requiredText(),
    result,
    output: line.get('output').text() ?? '',
    ...(reason !== undefined && {reason}),
    ...readFindings(line),
  };
}

function readIndex(line: Field): number {
  const index = line.get('index').integer();
  if (index === undefined || index < 0) throw line.get('index').expected('a place, from 0');
  return index;
}
