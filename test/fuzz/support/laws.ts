import assert from 'node:assert/strict';
import {Iter8Error} from '../../../src/errors.js';

/** Characters of an error: it may quote what is wrong, but never a whole file. */
const LONGEST_ERROR = 20_000;

/**
 * What the work gives, or undefined where it refuses in words for users.
 *
 * @param Refusal what it may throw besides errors for users
 * @throws whatever else the work throws, and for a refusal that is longer than anybody reads
 */
export async function unlessRefused<T>(
  work: () => T | Promise<T>,
  Refusal: new (...rest: never[]) => Error = Iter8Error,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Iter8Error) && !(error instanceof Refusal)) throw error;
    assert.ok(error.message.length <= LONGEST_ERROR, `an error of ${error.message.length} characters`);
    return undefined;
  }
}

export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The same data, whatever the sign of a zero. */
export function assertSameData(actual: unknown, expected: unknown, what: string): void {
  assert.equal(dataText(actual), dataText(expected), what);
}

/** JSON that tells apart what JSON takes for the same; an integer is one however it is held. */
function dataText(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return `integer ${part}`;
    if (typeof part !== 'number' || Number.isSafeInteger(part)) return part;
    if (Number.isInteger(part)) return `integer ${part}`; // the digits that would be written
    return Number.isFinite(part) ? part : `number ${part}`;
  });
}

const ACTS_ON_A_SCREEN =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;

/** Lines that no terminal acts on: no escape sequence, no turned direction, no half of a character. */
export function assertPrintable(text: string, what: string): void {
  const found = ACTS_ON_A_SCREEN.exec(text);
  if (!found) return;
  const code = found[0].charCodeAt(0).toString(16);
  assert.fail(
    `${what}: character ${code} reaches the screen in ${JSON.stringify(text.slice(Math.max(0, found.index - 30), found.index + 30))}`,
  );
}
