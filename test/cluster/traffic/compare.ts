import type {Json} from '../../../src/experiment/json.js';
import {isList, isObject} from '../../../src/experiment/json.js';
import type {Bindings} from './placeholders.js';

/** A place of two answers at which they are not the same. */
export interface Difference {
  readonly at: string;
  readonly recorded: Json | undefined;
  readonly actual: Json | undefined;
}

/** All differences, with the path of each; learns what placeholders stand for. */
export function compare(
  recorded: Json | undefined,
  actual: Json | undefined,
  bindings: Bindings,
  at = '',
): Difference[] {
  if (isObject(recorded) && isObject(actual)) return compareObjects(recorded, actual, bindings, at);
  if (isList(recorded) && isList(actual)) return compareLists(recorded, actual, bindings, at);
  if (typeof recorded === 'string' && typeof actual === 'string') {
    return bindings.matches(recorded, actual) ? [] : [{at, recorded, actual}];
  }
  return recorded === actual ? [] : [{at, recorded, actual}];
}

type Compare<Value> = (recorded: Value, actual: Value, bindings: Bindings, at: string) => Difference[];

const compareObjects: Compare<Readonly<Record<string, Json | undefined>>> = (recorded, actual, bindings, at) => {
  const keys = [...new Set([...Object.keys(recorded), ...Object.keys(actual)])];
  return keys.flatMap((key) => compare(recorded[key], actual[key], bindings, `${at}/${key}`));
};

const compareLists: Compare<readonly Json[]> = (recorded, actual, bindings, at) => {
  const longest = recorded.length > actual.length ? recorded : actual;
  return longest.flatMap((_item, index) => compare(recorded[index], actual[index], bindings, `${at}/${index}`));
};
