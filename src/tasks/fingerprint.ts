import {createHash} from 'node:crypto';
import {stringify} from 'lossless-json';
import {isList, isObject, type Json} from '../experiment/json.js';
import type {ActionItem} from './action.js';

/** By which an item is known again, wherever it stands; the order of its fields does not matter. */
export function fingerprintOf({task, script, condition, inputs}: ActionItem): string {
  const parts = [task ?? null, script ?? null, condition ?? null, sorted(inputs)];
  return createHash('sha256')
    .update(stringify(parts) ?? '')
    .digest('hex')
    .slice(0, 12);
}

function sorted(value: Json | undefined): Json {
  if (isList(value)) return value.map(sorted);
  if (!isObject(value)) return value ?? null;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
