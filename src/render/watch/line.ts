import {safeText} from '../safe-text.js';
import type {Paint} from '../style.js';
import {padText, textWidth} from '../text-width.js';

/** What a piece of a line means; how that looks is the painter's. */
export type Tone = 'plain' | keyof Paint;

export interface Span {
  /** Safe to be shown: made by `span` alone. */
  readonly text: string;
  readonly tone: Tone;
}

/** One line of a screen. */
export type Line = readonly Span[];

export const EMPTY_LINE: Line = [];

/** @param text may come from a resource */
export function span(text: string, tone: Tone = 'plain'): Span {
  return {text: safeText(text), tone};
}

export function textLine(text: string, tone: Tone = 'plain'): Line {
  return [span(text, tone)];
}

export function lineWidth(line: Line): number {
  return line.reduce((width, {text}) => width + textWidth(text), 0);
}

/** The line if it fits, else its beginning and an ellipsis. */
export function cutLine(line: Line, columns: number, ellipsis: string): Line {
  if (lineWidth(line) <= columns) return line;
  const kept: Span[] = [];
  let left = Math.max(0, columns - ellipsis.length);
  for (const {text, tone} of line) {
    const part = beginningOf(text, left);
    kept.push({text: part, tone});
    left -= textWidth(part);
    if (part !== text) break;
  }
  return [...kept, {text: ellipsis.slice(0, columns), tone: 'plain'}];
}

export function cutText(text: string, columns: number, ellipsis: string): string {
  return cutLine([{text, tone: 'plain'}], columns, ellipsis)
    .map((part) => part.text)
    .join('');
}

/** A cell of a table: exactly so wide. */
export function cell(text: string, width: number, options: CellOptions): Span {
  const {tone = 'plain', align = 'left', ellipsis} = options;
  return {text: padText(cutText(safeText(text), width, ellipsis), width, align), tone};
}

export interface CellOptions {
  readonly ellipsis: string;
  readonly tone?: Tone;
  readonly align?: 'left' | 'right';
}

export function paintLine(line: Line, paint: Paint): string {
  return line.map(({text, tone}) => (tone === 'plain' || text === '' ? text : paint[tone](text))).join('');
}

function beginningOf(text: string, columns: number): string {
  let beginning = '';
  for (const character of text) {
    if (textWidth(beginning + character) > columns) break;
    beginning += character;
  }
  return beginning;
}
