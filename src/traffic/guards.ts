import type {JsonPatchOperation} from '../cluster/port.js';
import {Field} from '../experiment/field.js';
import {isObject, type Json, type JsonObject} from '../experiment/json.js';
import {type Found, pointerOf, type ResolvedPath} from './resolve.js';

/**
 * Tests for a JSON patch that a place still is what it was: what its filters have found, the list entry it lies in, the
 * weight. That a field is still missing cannot be tested, so there the resourceVersion stands for it; elsewhere it does
 * not, since controllers write the status of their objects all the time.
 */
export function guardsOf(object: JsonObject, place: ResolvedPath): readonly JsonPatchOperation[] {
  const {keys, value, matched, entry} = place;
  const weight = value === undefined ? resourceVersionOf(object) : {keys, value};
  return [...matched, ...(entry ? [entry] : []), weight]
    .flatMap(leavesOf)
    .filter((leaf) => isWrittenOneWay(leaf.value))
    .map((leaf) => ({op: 'test', path: pointerOf(leaf.keys), value: leaf.value}));
}

function resourceVersionOf(object: JsonObject): Found {
  const version = new Field(object).get('metadata', 'resourceVersion');
  return {keys: ['metadata', 'resourceVersion'], value: version.text() ?? null};
}

function leavesOf({keys, value}: Found): readonly Found[] {
  const list: readonly Json[] | undefined = Array.isArray(value) ? value : undefined;
  const inner = list ? [...list.entries()] : isObject(value) ? Object.entries(value) : undefined;
  if (!inner) return [{keys, value}];
  return inner.flatMap(([key, item]) => (item === undefined ? [] : leavesOf({keys: [...keys, key], value: item})));
}

/**
 * Kubernetes compares a scalar by its JSON as it is written, and Go writes `&`, `<` and `>` of a text otherwise than we do,
 * and some fractions, so that a test of those would fail for ever.
 *
 * @see https://github.com/evanphx/json-patch/blob/v4.13.0/patch.go, `equal`
 */
function isWrittenOneWay(value: Json): boolean {
  if (typeof value === 'string') return /^[^\p{C}\p{Zl}\p{Zp}&<>]*$/u.test(value);
  return typeof value === 'boolean' || Number.isSafeInteger(value);
}
