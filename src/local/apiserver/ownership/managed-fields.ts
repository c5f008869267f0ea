import type {Json, JsonObject} from '../../../experiment/json.js';
import {metadataOf, objectsOf, textOf, withMetadata} from '../object.js';
import type {FieldPath} from './field-paths.js';
import {fromFieldsV1, toFieldsV1} from './fields-v1.js';

/** Who writes, and how: an owner of fields. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
}

/** The fields of one manager. */
export interface Ownership {
  readonly manager: Manager;
  readonly time: string;
  readonly fields: ReadonlySet<FieldPath>;
}

export function ownershipsOf(object: JsonObject): readonly Ownership[] {
  return objectsOf(metadataOf(object).managedFields)
    .filter(({manager}) => manager !== undefined)
    .map((entry) => ({
      manager: {
        name: textOf(entry.manager),
        operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
        apiVersion: textOf(entry.apiVersion),
        subresource: textOf(entry.subresource),
      },
      time: textOf(entry.time),
      fields: fromFieldsV1(entry.fieldsV1),
    }));
}

export function withOwnerships(object: JsonObject, ownerships: readonly Ownership[]): JsonObject {
  const entries = ownerships.filter(({fields}) => fields.size > 0).map(entryOf);
  return withMetadata(object, {managedFields: entries.length > 0 ? entries : undefined});
}

function entryOf({manager, time, fields}: Ownership): Json {
  return {
    manager: manager.name,
    operation: manager.operation,
    apiVersion: manager.apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    ...(manager.subresource && {subresource: manager.subresource}),
  };
}

/** Versions of a kind do not count: a manager may go on in another one. */
export function isSame(left: Manager, right: Manager): boolean {
  return left.name === right.name && left.operation === right.operation && left.subresource === right.subresource;
}

function sameFields(left: ReadonlySet<FieldPath>, right: ReadonlySet<FieldPath>): boolean {
  return left.size === right.size && [...left].every((path) => right.has(path));
}

/** The ownerships with those of one manager replaced; the time stays where nothing changes. */
export function replaceFields(
  ownerships: readonly Ownership[],
  manager: Manager,
  fields: ReadonlySet<FieldPath>,
  time: string,
): readonly Ownership[] {
  const before = ownerships.find((one) => isSame(one.manager, manager));
  const isUnchanged = before && sameFields(before.fields, fields);
  const own: Ownership = {manager, fields, time: isUnchanged ? before.time : time};
  return [...ownerships.filter((one) => one !== before), own];
}

export function without(
  ownerships: readonly Ownership[],
  isGone: (path: FieldPath) => boolean,
): readonly Ownership[] {
  return ownerships.map((one) => {
    const fields = new Set([...one.fields].filter((path) => !isGone(path)));
    return fields.size === one.fields.size ? one : {...one, fields};
  });
}
