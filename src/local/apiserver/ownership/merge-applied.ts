import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {isList, ownValue} from '../object.js';
import {itemElements} from './field-paths.js';
import type {Shape} from './shape.js';

/** The live object with everything in it that is applied; items of lists keep their place, new ones follow. */
export function mergeApplied(live: JsonObject, applied: JsonObject, shape: Shape): JsonObject {
  const merged: Record<string, Json | undefined> = {...live};
  for (const [name, value] of Object.entries(applied)) {
    if (value !== undefined) merged[name] = mergeValue(ownValue(live, name), value, shape.member(name));
  }
  return merged;
}

function mergeValue(live: Json | undefined, applied: Json, shape: Shape): Json {
  if (isObject(live) && isObject(applied) && !shape.isAtomic) return mergeApplied(live, applied, shape);
  if (isList(live) && isList(applied)) return mergeLists(live, applied, shape);
  return applied;
}

function mergeLists(live: readonly Json[], applied: readonly Json[], shape: Shape): readonly Json[] {
  const before = itemElements(live, shape.list);
  const after = itemElements(applied, shape.list);
  if (!before || !after) return applied;
  const kept = [...before].map(([element, item]) => {
    const change = after.get(element);
    return change === undefined ? item : mergeValue(item, change, shape.item);
  });
  const added = [...after].filter(([element]) => !before.has(element)).map(([, item]) => item);
  return [...kept, ...added];
}
