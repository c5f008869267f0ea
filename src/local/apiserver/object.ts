import {isList, isObject, type Json, type JsonObject, ownValue} from '../../experiment/json.js';

export {isList, ownValue};

/** Members that are objects; of anything else, none. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function textsOf(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The value under these keys, one below the other; undefined where one is missing. */
export function valueAt(value: Json | undefined, ...keys: string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (inner, key) => (isObject(inner) ? ownValue(inner, key) : undefined),
    value,
  );
}

/** The object with these members changed; undefined takes a member away. */
export function withMembers(object: JsonObject, members: JsonObject): JsonObject {
  const changed = {...object, ...members};
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}

export function withMetadata(object: JsonObject, members: JsonObject): JsonObject {
  return {...object, metadata: withMembers(metadataOf(object), members)};
}

export function metadataOf(object: JsonObject): JsonObject {
  return objectOf(object.metadata);
}

export function nameOf(object: JsonObject): string {
  return textOf(metadataOf(object).name);
}

/** Empty for an object without namespace. */
export function namespaceOf(object: JsonObject): string {
  return textOf(metadataOf(object).namespace);
}

export function uidOf(object: JsonObject): string {
  return textOf(metadataOf(object).uid);
}

export function versionOf(object: JsonObject): string {
  return textOf(metadataOf(object).resourceVersion);
}

export function finalizersOf(object: JsonObject): readonly string[] {
  return textsOf(metadataOf(object).finalizers);
}

export function isBeingDeleted(object: JsonObject): boolean {
  return typeof metadataOf(object).deletionTimestamp === 'string';
}

/** A moment as Kubernetes writes it, in whole seconds. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
