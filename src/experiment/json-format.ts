import {parse, stringify} from 'lossless-json';
import type {Json} from './json.js';
import {escapeUnsafe} from './unsafe-characters.js';

const INTEGER = /^-?\d+$/;

function exactNumber(text: string): number | bigint {
  const value = Number(text);
  return INTEGER.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

/**
 * Reads JSON without losing digits of large integers.
 *
 * @throws SyntaxError with the character position, also for a key that stands twice with different values
 */
export function parseJson(text: string): Json {
  return parse(text, undefined, exactNumber) as Json;
}

/**
 * JSON with two blanks of indentation; large integers are written literally, characters that could act on a screen as
 * `\uXXXX`. Ends in a newline.
 */
export function formatJson(value: unknown): string {
  return `${escapeUnsafe(stringify(value, undefined, 2) ?? 'null')}\n`;
}
