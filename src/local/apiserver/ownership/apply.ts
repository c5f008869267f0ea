import {isDeepStrictEqual} from 'node:util';
import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {ApiError} from '../api-error.js';
import {elementsOf, type FieldPath, fieldsOf, joinPath, pathText} from './field-paths.js';
import {lastApplied} from './last-applied.js';
import {
  isSame,
  type Manager,
  type Ownership,
  ownershipsOf,
  replaceFields,
  without,
  withOwnerships,
} from './managed-fields.js';
import {mergeApplied} from './merge-applied.js';
import {removeFields} from './remove-fields.js';
import type {Writing} from './track-update.js';

export interface Apply extends Writing {
  /** Takes over fields of others instead of failing. */
  readonly force: boolean;
}

/**
 * Server-side apply: the live object with what is applied, without what the manager applied before and leaves out now.
 *
 * @throws ApiError 409 if another manager owns a field that would change
 */
export function applyOwned(live: JsonObject, applied: JsonObject, apply: Apply): JsonObject {
  const {manager, shape} = apply;
  const ownerships = ownershipsOf(live);
  const others = ownerships.filter((one) => !isSame(one.manager, manager));
  const own = ownerships.find((one) => isSame(one.manager, manager));
  const appliedFields = fieldsOf(applied, shape);
  const conflicts = conflictsOf({live, appliedFields, others, shape});
  const refused = apply.force ? [] : withoutLastApplied(conflicts, live, apply);
  if (refused.length > 0) throw conflictError(refused);
  const taken = new Set(conflicts.map(({path}) => path));
  const kept = without(ownerships, (path) => taken.has(path));
  const left = leftOut(own, appliedFields, others);
  const merged = removeFields(mergeApplied(live, applied, shape), left, shape);
  const fields = new Set(appliedFields.keys());
  return withOwnerships(merged, replaceFields(kept, manager, fields, apply.time));
}

interface Conflict {
  readonly path: FieldPath;
  readonly manager: Manager;
}

interface Claim extends Pick<Writing, 'shape'> {
  readonly live: JsonObject;
  readonly appliedFields: ReturnType<typeof fieldsOf>;
  readonly others: readonly Ownership[];
}

function conflictsOf({live, appliedFields, others, shape}: Claim): readonly Conflict[] {
  const liveFields = fieldsOf(live, shape);
  return others.flatMap(({manager, fields}) =>
    [...appliedFields]
      .filter(([path, value]) => fields.has(path) && !isEmptyObject(value))
      .filter(([path, value]) => !isDeepStrictEqual(liveFields.get(path), value))
      .map(([path]) => ({path, manager})),
  );
}

/** Merged with what is there, it changes nothing. */
function isEmptyObject(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function withoutLastApplied(
  conflicts: readonly Conflict[],
  live: JsonObject,
  {manager, shape}: Apply,
): readonly Conflict[] {
  if (manager.name !== 'kubectl' || conflicts.length === 0) return conflicts;
  const allowed = lastApplied(live, shape);
  return conflicts.filter(({path}) => !allowed.has(path));
}

/** What the manager owned and does not apply any more, and nobody else owns. */
function leftOut(
  own: Ownership | undefined,
  applied: ReadonlyMap<FieldPath, unknown>,
  others: readonly Ownership[],
): ReadonlySet<FieldPath> {
  const needed = [...applied.keys(), ...others.flatMap(({fields}) => [...fields])];
  const kept = new Set(needed.flatMap(withParents));
  return new Set([...(own?.fields ?? [])].filter((path) => !kept.has(path)));
}

/** A field keeps what it is in. */
function withParents(path: FieldPath): FieldPath[] {
  let parent = '';
  return elementsOf(path).map((element) => (parent = joinPath(parent, element)));
}

function conflictError(conflicts: readonly Conflict[]): ApiError {
  const causes = conflicts.map(({path, manager}) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(manager)}`,
    field: pathText(path),
  }));
  const listed = causes.map(({message, field}) => `${message}: ${field}`).join('\n- ');
  const count = conflicts.length === 1 ? '1 conflict' : `${conflicts.length} conflicts`;
  const list = conflicts.length === 1 ? `: ${listed}` : `:\n- ${listed}`;
  return new ApiError(409, 'Conflict', `Apply failed with ${count}${list}`, {causes});
}

function managerText({name, operation, subresource, apiVersion}: Manager): string {
  const part = subresource ? ` with subresource "${subresource}"` : '';
  return `"${name}"${part}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}
