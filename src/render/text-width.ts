import {eastAsianWidth} from 'get-east-asian-width';

const ASCII = /^[\x20-\x7e]*$/;
/** A joined emoji is drawn as one, as wide as its first part. */
const JOINED = /\u200d./gu;
/** Marks that are drawn over what stands before them, and what is not drawn at all. */
const NO_WIDTH = /^[\p{Nonspacing_Mark}\p{Enclosing_Mark}\p{Format}]$/u;

/**
 * Columns that a text without control characters takes on a terminal: wide characters count 2, combining marks 0.
 *
 * (The package string-width knows a few rare cases more; it takes 20 ms to load, a third of bare node's whole start.)
 */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text.replace(JOINED, '')) {
    if (!NO_WIDTH.test(character)) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}

/**
 * Lines of at most `width` columns, broken between words.
 *
 * @param breaksWords whether a word that is too long for a line is broken too, or left whole
 */
export function wrapText(text: string, width: number, breaksWords: boolean): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      const pieces = breaksWords ? breakWord(word, width) : [word];
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? '';
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** Breaks behind a `-`, `/` or `_` where that helps, else anywhere. */
function breakWord(word: string, width: number): string[] {
  const parts = word.split(/(?<=[-/_])/).flatMap((part) => (textWidth(part) <= width ? [part] : Array.from(part)));
  const pieces = [''];
  for (const part of parts) {
    const longer = (pieces.at(-1) ?? '') + part;
    if (textWidth(longer) <= width || longer === part) pieces[pieces.length - 1] = longer;
    else pieces.push(part);
  }
  return pieces;
}

/** Fills up with blanks to `width` columns; what is wider already stays as it is. */
export function padText(text: string, width: number, align: 'left' | 'center' | 'right'): string {
  const missing = Math.max(0, width - textWidth(text));
  const before = align === 'left' ? 0 : align === 'right' ? missing : Math.floor(missing / 2);
  return ' '.repeat(before) + text + ' '.repeat(missing - before);
}
