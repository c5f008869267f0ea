import {wholeSecondsText} from '../../experiment/rfc3339.js';
import {escapeUnsafe} from '../../experiment/unsafe-characters.js';
import type {LogEvent, LogMessage, TaskRun} from '../../experiment/log-event.js';
import type {LogSubject, LogView} from './view.js';

/** A line of JSON for each task when it has ended, and for each message that belongs to none. */
export class JsonLines implements LogView {
  constructor(private readonly subject: LogSubject) {}

  add(event: LogEvent): {readonly out: string; readonly err: string} {
    if (event.kind === 'result') return {out: this.#line(taskFields(event.run)), err: ''};
    return {out: event.kind === 'message' ? this.#line(messageFields(event)) : '', err: ''};
  }

  #line(fields: object): string {
    const {name, namespace} = this.subject;
    return `${escapeUnsafe(JSON.stringify({experiment: name, namespace, ...fields}))}\n`;
  }
}

/** `task` counts from 1, as --task does. */
function taskFields({action, index, task, result, reason, startedAt, endedAt, output}: TaskRun): object {
  return {
    action,
    task: index + 1,
    name: task,
    result,
    reason: reason ?? null,
    startedAt: startedAt ? wholeSecondsText(startedAt) : null,
    endedAt: endedAt ? wholeSecondsText(endedAt) : null,
    output,
  };
}

function messageFields({action, precedence, priority, text}: LogMessage): object {
  return {action: action ?? null, precedence: precedence ?? null, priority, message: text};
}
