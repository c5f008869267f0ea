import {stringify} from 'lossless-json';
import type {Experiment} from '../../experiment/model.js';
import {escapeUnsafe} from '../../experiment/unsafe-characters.js';
import {describeView} from '../describe/view.js';
import {standing} from '../run/progress.js';
import {safeText} from '../safe-text.js';

export type ConnectionChange =
  {readonly kind: 'interrupted'; readonly reason: string} | {readonly kind: 'resumed'};

/** Lines for whoever follows an experiment without a screen: one for each change that can be seen. */
export class WatchLines {
  #last = '';

  constructor(
    private readonly format: 'text' | 'json',
    private readonly now: () => Date,
  ) {}

  /** @returns a line with its end; empty when nothing has changed since the last one */
  add(experiment: Experiment): string {
    const line = this.format === 'json' ? jsonLine(experiment) : textLine(experiment);
    if (line === this.#last) return '';
    this.#last = line;
    return this.format === 'json' ? `${line}\n` : `${this.#time()}  ${line}\n`;
  }

  /** For people, on stderr. */
  connection(change: ConnectionChange): string {
    const words = change.kind === 'resumed' ? 'connected again' : `connection lost: ${safeText(change.reason)}`;
    return `${this.#time()}  ${words}\n`;
  }

  #time(): string {
    return this.now().toISOString().slice(11, 19);
  }
}

function textLine(experiment: Experiment): string {
  const stage = experiment.status.stage ?? 'not seen by an engine yet';
  return `${stage}  ${standing(experiment)}`;
}

function jsonLine(experiment: Experiment): string {
  return escapeUnsafe(stringify(describeView(experiment)) ?? 'null');
}
