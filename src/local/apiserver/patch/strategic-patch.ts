import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {isList, objectOf, ownValue, withMembers} from '../object.js';
import {itemElements} from '../ownership/field-paths.js';
import {BUILTIN_SHAPE, type ListKind, type Shape} from '../ownership/shape.js';

/**
 * A strategic merge patch, which kubectl sends for built-in kinds: a merge patch that merges lists by item, with
 * directives `$patch`, `$deleteFromPrimitiveList` and `$retainKeys`.
 *
 * @see https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function strategicPatch(object: JsonObject, patch: JsonObject): JsonObject {
  return mergeMembers(object, patch, BUILTIN_SHAPE);
}

function mergeMembers(object: JsonObject, patch: JsonObject, shape: Shape): JsonObject {
  if (patch.$patch === 'replace') return withoutDirectives(patch);
  const retained = retain(object, patch.$retainKeys);
  const shortened = Object.entries(patch).flatMap(([name, value]) => shortenedList(retained, name, value));
  const before = {...retained, ...Object.fromEntries(shortened)};
  const changes = Object.entries(withoutDirectives(patch)).map(([name, value]): [string, Json | undefined] => [
    name,
    mergeValue(ownValue(before, name), value ?? null, shape.member(name)),
  ]);
  return withMembers(before, Object.fromEntries(changes));
}

/** Undefined: the member goes. */
function mergeValue(before: Json | undefined, patch: Json, shape: Shape): Json | undefined {
  if (patch === null) return undefined;
  if (isObject(patch)) return patch.$patch === 'delete' ? undefined : mergeMembers(objectOf(before), patch, shape);
  if (isList(patch) && shape.list.kind !== 'atomic') return mergeLists(isList(before) ? before : [], patch, shape);
  return patch;
}

function retain(object: JsonObject, names: Json | undefined): JsonObject {
  if (!isList(names)) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

const DELETE_FROM = '$deleteFromPrimitiveList/';

/** The list that a directive takes items from. The order of lists (`$setElementOrder`) is left as it is. */
function shortenedList(object: JsonObject, directive: string, items: Json | undefined): [string, Json][] {
  if (!directive.startsWith(DELETE_FROM) || !isList(items)) return [];
  const name = directive.slice(DELETE_FROM.length);
  const list = ownValue(object, name);
  return isList(list) ? [[name, list.filter((item) => !items.includes(item))]] : [];
}

function mergeLists(before: readonly Json[], patch: readonly Json[], shape: Shape): readonly Json[] {
  if (patch.some((item) => isObject(item) && item.$patch === 'replace')) {
    return patch.filter((item) => !(isObject(item) && item.$patch === 'replace'));
  }
  const kind = firstKeyOnly(shape.list);
  const old = itemElements(before, kind);
  const changes = itemElements(patch, kind);
  if (!old || !changes) return patch;
  const merged = new Map(old);
  for (const [element, change] of changes) {
    const item = mergeValue(old.get(element), change, shape.item);
    if (item === undefined) merged.delete(element);
    else merged.set(element, item);
  }
  return [...merged.values()];
}

/** Strategic merge patches tell items apart by one field, where server-side apply takes two. */
function firstKeyOnly(kind: ListKind): ListKind {
  return kind.kind === 'map' ? {kind: 'map', keys: kind.keys.slice(0, 1)} : kind;
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([name]) => !name.startsWith('$')));
}
