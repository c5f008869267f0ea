import {parse, stringify} from 'lossless-json';

/** A value of a resource. An integer that a JavaScript number cannot hold exactly is a bigint. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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

/** JSON with two blanks of indentation; large integers are written literally. Ends in a newline. */
export function formatJson(value: unknown): string {
  return `${stringify(value, undefined, 2) ?? 'null'}\n`;
}
