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
    const next = segment.kind === 'filter' ? onlyMatch(here, segment) : enter(here, segment);
    if (!next && segment.kind === 'key' && at === path.length - 1 && isObject(here.value)) {
      return {keys: [...here.keys, segment.name], value: undefined, matched, entry};
    }
    if (!next) throw unresolved(object, path.slice(0, at + 1), whyNot(here, segment));
    here = next;
    if (segment.kind !== 'key') entry = next;
    if (segment.kind === 'filter') matched.push(...fieldOf(next, segment));
  }
  return {...here, matched, entry};
}

function unresolved(object: JsonObject, part: WeightPath, problem: string): Iter8Error {
  const hint = 'compare the fieldPath with the object: kubectl get -o yaml';
  return new Iter8Error('NOT_FOUND', `${objectName(object)}: ${formatWeightPath(part)} ${problem}`, hint);
}

function whyNot(here: Found, segment: PathSegment): string {
  if (segment.kind === 'key') return 'is not there';
  const entries = entriesOf(here);
  if (!entries) return 'stands on something that is no list';
  if (segment.kind === 'index') return `is not there: the list has ${entries.length} entries`;
  const count = entries.filter((entry) => matches(entry, segment)).length;
  return count === 0 ? `is none of ${entries.length} entries` : `is ${count} entries, and a weight has one place`;
}

/** `null` is the same as absent. */
function enter(here: Found, segment: FieldSegment): Found | undefined {
  if (segment.kind === 'index') return entriesOf(here)?.at(segment.index);
  const {name} = segment;
  const value = isObject(here.value) && Object.hasOwn(here.value, name) ? here.value[name] : undefined;
  return value === undefined || value === null ? undefined : {keys: [...here.keys, name], value};
}

function entriesOf({keys, value}: Found): readonly Found[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((item: Json, index) => ({keys: [...keys, index], value: item}));
}

function onlyMatch(here: Found, filter: FilterSegment): Found | undefined {
  const matching = entriesOf(here)?.filter((entry) => matches(entry, filter)) ?? [];
  return matching.length === 1 ? matching[0] : undefined;
}

/** As in kubectl, an entry without the field is neither equal nor different. */
function matches(entry: Found, filter: FilterSegment): boolean {
  const {operator, value} = filter;
  return fieldOf(entry, filter).some((found) => (found.value === value) === (operator === '=='));
}

/** The field of an entry that a filter compares; none where the entry lacks it. */
function fieldOf(entry: Found, {field}: FilterSegment): readonly Found[] {
  const found = field.reduce<Found | undefined>((at, segment) => at && enter(at, segment), entry);
  return found ? [found] : [];
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
export function pointerOf(keys: Keys): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
