import type {FieldPath} from '../field.js';
import {isObject, type Json, type JsonObject} from '../json.js';
import type {Loss} from './conversion.js';

/**
 * What becomes of the fields of a format: field (`spec.criteria[].metric`) → why it has no counterpart, or null when it
 * is carried over or reported elsewhere. Holds for everything below the field.
 */
export type Fates = Readonly<Record<string, string | null>>;

const UNKNOWN = 'is no field of this format; left out';

/** A line for each field that has no counterpart; below `status` one for each kind of field. */
export function lostFields(source: JsonObject, fates: Fates): Loss[] {
  const kinds = new Set<string>();
  return [...fieldsWithFate(source, [], '', {fates, parents: parentsIn(fates)})].flatMap(({path, kind}) => {
    const reason = Object.hasOwn(fates, kind) ? fates[kind] : UNKNOWN;
    if (reason === null || reason === undefined) return [];
    if (path[0] === 'status' && kinds.has(kind)) return [];
    kinds.add(kind);
    return [{path, reason}];
  });
}

interface FieldOfKind {
  readonly path: FieldPath;
  /** The path with `[]` for any place in a list. */
  readonly kind: string;
}

interface Format {
  readonly fates: Fates;
  /** Kinds of fields that have others with a fate below them. */
  readonly parents: ReadonlySet<string>;
}

/** Of `a.b[].c`: `a`, `a.b` and `a.b[]`. */
function parentsIn(fates: Fates): Set<string> {
  const parents = Object.keys(fates).flatMap((field) =>
    [...field.matchAll(/\.|\[/g)].map(({index}) => field.slice(0, index)),
  );
  return new Set(parents);
}

function* fieldsWithFate(value: Json, path: FieldPath, kind: string, format: Format): Generator<FieldOfKind> {
  if (saysNothing(value)) return;
  if (Object.hasOwn(format.fates, kind) || (kind !== '' && !format.parents.has(kind))) {
    yield {path, kind};
  } else if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) {
      yield* fieldsWithFate(item, [...path, index], `${kind}[]`, format);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      yield* fieldsWithFate(item ?? null, [...path, key], kind === '' ? key : `${kind}.${key}`, format);
    }
  } else {
    yield {path, kind};
  }
}

/** Nothing is lost with what is empty or off. */
function saysNothing(value: Json): boolean {
  if (value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
