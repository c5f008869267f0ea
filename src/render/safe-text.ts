import {UNSAFE_CHARACTERS} from '../experiment/unsafe-characters.js';

const SHORT: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t'};

/** Text of a resource as it may be shown: one line, unsafe characters written as `\n`, `\x1b`, `\u202e`. */
export function safeText(text: string): string {
  return text.replace(
    UNSAFE_CHARACTERS,
    (character) => SHORT[character] ?? escapeSequence(character.codePointAt(0) ?? 0),
  );
}

function escapeSequence(codePoint: number): string {
  const hex = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/**
 * The same for a cell or a sentence of a Markdown page: what Markdown or HTML would act on is escaped, and what forges make
 * of plain text (addresses, mentions, references, formulas, pictures) is broken up by a character without width.
 */
export function safeMarkdown(text: string): string {
  return safeText(text)
    .replace(/[\\`*_{}[\]()#!|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@|#|:(?!\d\d?:)(?=[\w+-]+:)/g, `$&${NO_WIDTH}`)
    .replace(/(https?|ftp):/gi, '$1&#58;')
    .replace(/(www)\./gi, '$1&#46;')
    .replace(/^(\s*\d*)([-+.])(?=\s|$)/, '$1\\$2');
}

const NO_WIDTH = '&#8203;';
