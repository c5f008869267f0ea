import {Iter8Error} from '../../errors.js';

/** A text that was read, and what to call it in messages: a file name, or `stdin`. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** Offsets of the lines of a text, kept because many positions are asked of one text. */
const lineStarts = new WeakMap<SourceText, readonly number[]>();

function lineStartsOf(source: SourceText): readonly number[] {
  const known = lineStarts.get(source);
  if (known) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at !== -1; at = source.text.indexOf('\n', at + 1)) starts.push(at + 1);
  lineStarts.set(source, starts);
  return starts;
}

/** A place in a text as people count: lines and columns from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function lineAndColumn(source: SourceText, offset: number): Position {
  const starts = lineStartsOf(source);
  let [line, end] = [0, starts.length];
  while (end - line > 1) {
    const middle = (line + end) >> 1;
    if ((starts[middle] ?? 0) <= offset) line = middle;
    else end = middle;
  }
  return {line: line + 1, column: offset - (starts[line] ?? 0) + 1};
}

/** `file:line:column` of a character offset. */
export function positionAt(source: SourceText, offset: number): string {
  const {line, column} = lineAndColumn(source, offset);
  return `${source.name}:${line}:${column}`;
}

/**
 * Text of a file: UTF-8, or UTF-16 with a byte order mark as PowerShell's `>` writes it.
 *
 * @throws Iter8Error INVALID with the first line that is no UTF-8
 */
export function decodeText(name: string, bytes: Uint8Array): SourceText {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return {name, text: new TextDecoder(encoding, {fatal: true}).decode(bytes)};
  } catch (cause) {
    const lossy = new TextDecoder(encoding).decode(bytes);
    const where = positionAt({name, text: lossy}, Math.max(0, lossy.indexOf('\ufffd')));
    throw new Iter8Error('INVALID', `${where}: not valid UTF-8 text`, 'save the file as UTF-8', {cause});
  }
}
