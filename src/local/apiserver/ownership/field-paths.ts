import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {isList, metadataOf, ownValue, withMembers} from '../object.js';
import type {ListKind, Shape} from './shape.js';

/**
 * A field, as elements of `FieldsV1` one after another: `f:spec`, `f:containers`, `k:{"name":"app"}`, `f:image`. Only
 * fields at the ends count, and items of lists that are merged by item.
 */
export type FieldPath = string;

const SEPARATOR = '\u0000';

export function joinPath(path: FieldPath, element: string): FieldPath {
  return path === '' ? element : `${path}${SEPARATOR}${element}`;
}

export function elementsOf(path: FieldPath): readonly string[] {
  return path.split(SEPARATOR);
}

/** As people read it: `.spec.containers[name="app"].image`. */
export function pathText(path: FieldPath): string {
  return elementsOf(path).map(elementText).join('');
}

function elementText(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as JsonObject);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}

/** Stands for the value of what counts besides what is in it: items of lists, and objects with free keys. */
const WHOLE = '(whole)';

/** All fields of an object with their values. */
export function fieldsOf(object: JsonObject, shape: Shape): ReadonlyMap<FieldPath, Json> {
  return collected(object, shape, false);
}

/** The same for an update, which owns objects with free keys besides their members. */
export function updatedFieldsOf(object: JsonObject, shape: Shape): ReadonlyMap<FieldPath, Json> {
  return collected(object, shape, true);
}

function collected(object: JsonObject, shape: Shape, withMaps: boolean): ReadonlyMap<FieldPath, Json> {
  const fields = new Map<FieldPath, Json>();
  collectMembers(ownable(object), {shape, path: '', fields, withMaps});
  return fields;
}

interface Place {
  readonly shape: Shape;
  readonly path: FieldPath;
  readonly fields: Map<FieldPath, Json>;
  readonly withMaps: boolean;
}

const UNOWNED_METADATA: JsonObject = {
  name: undefined,
  namespace: undefined,
  generateName: undefined,
  uid: undefined,
  resourceVersion: undefined,
  generation: undefined,
  creationTimestamp: undefined,
  deletionTimestamp: undefined,
  deletionGracePeriodSeconds: undefined,
  selfLink: undefined,
  managedFields: undefined,
};

/** Without what nobody owns because the server sets it. */
function ownable(object: JsonObject): JsonObject {
  const metadata = withMembers(metadataOf(object), UNOWNED_METADATA);
  const hasMetadata = Object.keys(metadata).length > 0;
  return withMembers(object, {
    apiVersion: undefined,
    kind: undefined,
    metadata: hasMetadata ? metadata : undefined,
  });
}

function collect(value: Json, place: Place): void {
  const {shape, path, fields} = place;
  if (isObject(value) && !shape.isAtomic && Object.keys(value).length > 0) {
    if (place.withMaps && shape.isMap) fields.set(path, WHOLE);
    return collectMembers(value, place);
  }
  const elements = isList(value) && value.length > 0 ? itemElements(value, shape.list) : undefined;
  if (!elements) return void fields.set(path, value);
  for (const [element, item] of elements) {
    const itemPath = joinPath(path, element);
    fields.set(itemPath, WHOLE);
    if (isObject(item)) collectMembers(item, {...place, shape: shape.item, path: itemPath});
  }
}

function collectMembers(object: JsonObject, place: Place): void {
  const {shape, path} = place;
  for (const [name, value] of Object.entries(object)) {
    const member = {...place, shape: shape.member(name), path: joinPath(path, `f:${name}`)};
    if (value !== undefined) collect(value, member);
  }
}

/**
 * The items of a list by what tells them apart, in their order.
 *
 * @returns undefined for a list that counts as a whole: atomic, or with items that cannot be told apart
 */
export function itemElements(list: readonly Json[], kind: ListKind): ReadonlyMap<string, Json> | undefined {
  if (kind.kind === 'atomic') return undefined;
  const elements = list.map((item): [string | undefined, Json] => [itemElement(item, kind), item]);
  const known = elements.filter((entry): entry is [string, Json] => entry[0] !== undefined);
  const byElement = new Map(known);
  return byElement.size === list.length ? byElement : undefined;
}

function itemElement(item: Json, kind: ListKind): string | undefined {
  if (kind.kind !== 'map') return typeof item === 'object' ? undefined : `v:${JSON.stringify(item)}`;
  if (!isObject(item)) return undefined;
  const keys = kind.keys.map(
    (key) => [key, ownValue(item, key) ?? (key === 'protocol' ? 'TCP' : undefined)] as const,
  );
  const present = keys.filter(([, value]) => value !== undefined);
  return present.length === 0 ? undefined : `k:${JSON.stringify(Object.fromEntries(present))}`;
}
