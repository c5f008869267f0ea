import {isDeepStrictEqual} from 'node:util';
import type {JsonObject} from '../../../experiment/json.js';
import {isList, metadataOf} from '../object.js';
import {type FieldPath, updatedFieldsOf} from './field-paths.js';
import {isSame, type Manager, ownershipsOf, replaceFields, without, withOwnerships} from './managed-fields.js';
import type {Shape} from './shape.js';

export interface Writing {
  readonly manager: Manager;
  readonly shape: Shape;
  readonly time: string;
}

/**
 * Notes who owns which fields after a write that is no apply: what changes belongs to the writer alone, what goes belongs
 * to nobody.
 *
 * @param before undefined for an object that is created
 */
export function trackUpdate(before: JsonObject | undefined, after: JsonObject, writing: Writing): JsonObject {
  const {manager, shape, time} = writing;
  const old = before ? updatedFieldsOf(before, shape) : new Map<FieldPath, never>();
  const now = updatedFieldsOf(after, shape);
  const changed = new Set([...now.keys()].filter((path) => !isDeepStrictEqual(old.get(path), now.get(path))));
  const isGone = (path: FieldPath) => old.has(path) && !now.has(path);
  const known = without(ownershipsOf(ownershipSource(before, after)), (path) => isGone(path) || changed.has(path));
  const own = known.find((one) => isSame(one.manager, manager));
  const fields = new Set([...(own?.fields ?? []), ...changed]);
  return withOwnerships(after, replaceFields(known, manager, fields, time));
}

/** Who writes may change `managedFields` too, as kubectl does; leaving them out changes nothing. */
function ownershipSource(before: JsonObject | undefined, after: JsonObject): JsonObject {
  return before && !isList(metadataOf(after).managedFields) ? before : after;
}
