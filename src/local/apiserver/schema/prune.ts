import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {isList} from '../object.js';
import type {Schema} from './schema.js';

/** What stays of an object, and the paths of what was dropped. */
export interface Pruned {
  readonly object: JsonObject;
  readonly dropped: readonly string[];
}

const OF_EVERY_OBJECT = ['apiVersion', 'kind', 'metadata'];

/** Drops fields that the schema does not declare, unless it says that unknown fields are kept there. */
export function prune(object: JsonObject, schema: Schema): Pruned {
  const dropped: string[] = [];
  const pruned = pruneMembers(object, schema, {path: '', dropped, isResource: true});
  return {object: pruned, dropped};
}

interface Place {
  readonly path: string;
  readonly dropped: string[];
  /** apiVersion, kind and metadata are known without being declared. */
  readonly isResource: boolean;
}

function pruneValue(value: Json, schema: Schema, place: Place): Json {
  if (isList(value)) {
    const {items} = schema;
    if (!items) return value;
    return value.map((item, index) =>
      pruneValue(item, items, {...place, path: `${place.path}[${index}]`, isResource: items.isEmbeddedResource}),
    );
  }
  return isObject(value) ? pruneMembers(value, schema, place) : value;
}

function pruneMembers(object: JsonObject, schema: Schema, place: Place): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const path = place.path ? `${place.path}.${name}` : name;
    const member = schema.member(name);
    if (place.isResource && OF_EVERY_OBJECT.includes(name)) kept[name] = value;
    else if (member)
      kept[name] = pruneValue(value, member, {...place, path, isResource: member.isEmbeddedResource});
    else if (schema.keepsUnknown) kept[name] = value;
    else place.dropped.push(path);
  }
  return kept;
}
