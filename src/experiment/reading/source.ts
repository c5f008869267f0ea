import {Iter8Error} from '../../errors.js';

/** A text that was read, and what to call it in messages: a file name, or `stdin`. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** `file:line:column` of a character offset, both counted from 1. */
export function positionAt({name, text}: SourceText, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `${name}:${line}:${offset - before.lastIndexOf('\n')}`;
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
