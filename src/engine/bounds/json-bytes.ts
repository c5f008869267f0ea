import type {Json} from '../../experiment/json.js';

/** Bytes of a value as JSON in UTF-8, as it is stored; undefined has none. */
export function jsonBytes(value: Json | undefined): number {
  return value === undefined ? 0 : Buffer.byteLength(jsonText(value));
}

/** Large integers, which only somebody else can have written, are rare, and looking for them takes time. */
function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  }
}

/** The first of some versions of a value, from the most detailed on, that takes no more bytes; else the last. */
export function firstFitting<Value extends Json>(
  versions: readonly (() => Value)[],
  bytes: number,
  sizeOf: (value: Value) => number = jsonBytes,
): Value | undefined {
  let value: Value | undefined;
  for (const version of versions) {
    value = version();
    if (sizeOf(value) <= bytes) return value;
  }
  return value;
}
