import {Iter8Error} from '../errors.js';
import {isObject, type Json, type JsonObject} from '../experiment/json.js';
import {
  type FieldSegment,
  type FilterSegment,
  formatWeightPath,
  type PathSegment,
  type WeightPath,
} from '../experiment/weight-path.js';
import {objectName} from './object-name.js';

/** Keys and indexes from the object down, indexes from 0. */
export type Keys = readonly (string | number)[];

/** What stands at a place of an object. */
export interface Found {
  readonly keys: Keys;
  readonly value: Json;
}

/** The one place that a path means in an object as it is now. */
export interface ResolvedPath {
  readonly keys: Keys;
  /** Undefined: the last field is not there, and can be added. */
  readonly value: Json | undefined;
  /** The fields by which filters have found their entries. */
  readonly matched: readonly Found[];
  /** The innermost list entry on the way: an index means something only as long as the entry is the same. */
  readonly entry: Found | undefined;
}

/**
 * Finds the place that a path means.
 *
 * @throws Iter8Error NOT_FOUND, with the object and the part of the path, where it leads nowhere or to several places
 */
export function resolveWeightPath(object: JsonObject, path: WeightPath): ResolvedPath {
  let here: Found = {keys: [], value: object};
  let entry: Found | undefined;
  const matched: Found[] = [];
  for (const [at, segment] of path.entries()) {
    if (segment.kind === 'key' && at === path.length - 1 && isObject(here.value) && !hasKey(here.value, segment)) {
      return {keys: [...here.keys, segment.name], value: undefined, matched, entry};
    }
    here = follow(here, segment, (problem) => {
      throw unresolved(object, path.slice(0, at + 1), problem);
    });
    if (segment.kind === 'filter') matched.push(comparedField(here, segment));
    if (segment.kind !== 'key') entry = here;
  }
  return {...here, matched, entry};
}

function unresolved(object: JsonObject, part: WeightPath, problem: string): Iter8Error {
  const hint = 'compare the fieldPath with the object: kubectl get -o yaml';
  return new Iter8Error('NOT_FOUND', `${objectName(object)}: ${formatWeightPath(part)} ${problem}`, hint);
}

type Fail = (problem: string) => never;

function follow({keys, value}: Found, segment: PathSegment, fail: Fail): Found {
  if (segment.kind === 'key') {
    if (!isObject(value) || !hasKey(value, segment)) return fail('is not there');
    return {keys: [...keys, segment.name], value: value[segment.name] as Json};
  }
  if (!Array.isArray(value)) return fail('stands on something that is no list');
  const list: readonly Json[] = value;
  const index = segment.kind === 'index' ? placeOf(segment.index, list, fail) : findEntry(list, segment, fail);
  return {keys: [...keys, index], value: list[index] as Json};
}

/** `null` is the same as absent. */
function hasKey(value: JsonObject, {name}: {readonly name: string}): boolean {
  return Object.hasOwn(value, name) && value[name] !== undefined && value[name] !== null;
}

function placeOf(index: number, list: readonly Json[], fail: Fail): number {
  const place = index < 0 ? list.length + index : index;
  return place >= 0 && place < list.length ? place : fail(`is not there: the list has ${list.length} entries`);
}

function findEntry(list: readonly Json[], filter: FilterSegment, fail: Fail): number {
  const matching = [...list.keys()].filter((index) => matches(list[index] as Json, filter));
  const [only] = matching;
  if (only === undefined) return fail(`is none of ${list.length} entries`);
  return matching.length === 1 ? only : fail(`is ${matching.length} entries, and a weight has one place`);
}

/** As in kubectl, an entry without the field is neither equal nor different. */
function matches(entry: Json, {field, operator, value}: FilterSegment): boolean {
  const found = peek(entry, field);
  if (found === undefined || found === null) return false;
  const isEqual = found === value || (typeof found === 'bigint' && Number(found) === value);
  return isEqual === (operator === '==');
}

function peek(entry: Json, field: readonly FieldSegment[]): Json | undefined {
  return field.reduce<Json | undefined>((value, segment) => {
    if (segment.kind === 'index')
      return Array.isArray(value) ? (value as readonly Json[]).at(segment.index) : undefined;
    return isObject(value) && hasKey(value, segment) ? value[segment.name] : undefined;
  }, entry);
}

function comparedField(entry: Found, {field}: FilterSegment): Found {
  const stop: Fail = (problem) => {
    throw new Error(`the field of a matching filter ${problem}`);
  };
  return field.reduce((found, segment) => follow(found, segment, stop), entry);
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
export function pointerOf(keys: Keys): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
