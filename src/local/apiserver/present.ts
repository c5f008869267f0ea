import type {JsonObject} from '../../experiment/json.js';
import {apiVersionOf, type ResourceType} from './kinds/resource-type.js';
import {fillDefaults} from './schema/fill-defaults.js';
import {prune} from './schema/prune.js';

const presented = new WeakMap<ResourceType, WeakMap<JsonObject, JsonObject>>();

/**
 * A stored object as a version of its kind shows it. Between versions of a CustomResourceDefinition (strategy None) only
 * apiVersion changes, then the schema of that version drops and fills in fields.
 */
export function present(type: ResourceType, stored: JsonObject): JsonObject {
  const apiVersion = apiVersionOf(type);
  if (stored.apiVersion === apiVersion && stored.kind === type.kind) return stored;
  const known = presented.get(type) ?? new WeakMap<JsonObject, JsonObject>();
  presented.set(type, known);
  const before = known.get(stored);
  if (before) return before;
  const shown = convert(type, {...type.fromStorage(stored), apiVersion, kind: type.kind});
  known.set(stored, shown);
  return shown;
}

function convert(type: ResourceType, object: JsonObject): JsonObject {
  return type.schema ? fillDefaults(prune(object, type.schema).object, type.schema) : object;
}
