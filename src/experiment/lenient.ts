import {isList, isObject, type Json, ownValue} from './json.js';

/*
 * Reads values of a resource for words about it: what is missing or of another type than it should be is passed over,
 * where `Field` refuses it.
 */

/** The value at a path of members; undefined when any is missing. */
export function memberOf(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (within, key) => (isObject(within) ? ownValue(within, key) : undefined),
    value,
  );
}

export function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** Empty without a text. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function timeOf(value: Json | undefined): Date | undefined {
  const text = textOf(value);
  const date = new Date(text);
  return !/^\d{4}-/.test(text) || Number.isNaN(date.getTime()) ? undefined : date;
}
