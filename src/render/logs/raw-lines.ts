import {safeText} from '../safe-text.js';
import {resultWords} from './result-words.js';
import type {LogEvent} from '../../experiment/log-event.js';
import type {LogView} from './view.js';
import {WholeLines} from './whole-lines.js';

/** Of one task: what it printed, as `kubectl logs` shows it; on stderr why it failed or was skipped. */
export class RawLines implements LogView {
  readonly #output = new WholeLines();

  constructor(private readonly now: () => Date) {}

  add(event: LogEvent): {readonly out: string; readonly err: string} {
    const lines = event.kind === 'output' ? this.#output.add(event.text) : this.#output.end();
    return {out: lines.map((line) => `${line}\n`).join(''), err: this.#problem(event)};
  }

  #problem(event: LogEvent): string {
    if (event.kind !== 'result' || event.run.result === 'succeeded') return '';
    const {action, index, task} = event.run;
    return `${safeText(`${action} ${index + 1} ${task}: ${resultWords(event.run, this.now())}`)}\n`;
  }
}
