import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {isList} from '../object.js';
import {type FieldPath, itemElements, joinPath} from './field-paths.js';
import type {Shape} from './shape.js';

/** The object without these fields, and without the objects and lists that this leaves empty. */
export function removeFields(object: JsonObject, paths: ReadonlySet<FieldPath>, shape: Shape): JsonObject {
  if (paths.size === 0) return object;
  return membersLeft(object, {paths, shape, path: ''});
}

interface Place {
  readonly paths: ReadonlySet<FieldPath>;
  readonly shape: Shape;
  readonly path: FieldPath;
}

/** Undefined when nothing is left. */
function valueLeft(value: Json, place: Place): Json | undefined {
  if (place.paths.has(place.path)) return undefined;
  if (isObject(value) && !place.shape.isAtomic) {
    const left = membersLeft(value, place);
    return Object.keys(left).length === 0 && Object.keys(value).length > 0 ? undefined : left;
  }
  return isList(value) ? itemsLeft(value, place) : value;
}

function membersLeft(object: JsonObject, {paths, shape, path}: Place): JsonObject {
  const left = Object.entries(object).map(([name, value]): [string, Json | undefined] => {
    const member = {paths, shape: shape.member(name), path: joinPath(path, `f:${name}`)};
    return [name, value === undefined ? undefined : valueLeft(value, member)];
  });
  return Object.fromEntries(left.filter(([, value]) => value !== undefined));
}

function itemsLeft(list: readonly Json[], {paths, shape, path}: Place): Json | undefined {
  const elements = itemElements(list, shape.list);
  if (!elements) return list;
  const left = [...elements]
    .map(([element, item]) => valueLeft(item, {paths, shape: shape.item, path: joinPath(path, element)}))
    .filter((item) => item !== undefined);
  return left.length === 0 && list.length > 0 ? undefined : left;
}
