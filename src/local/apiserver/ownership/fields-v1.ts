import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {elementsOf, type FieldPath, joinPath} from './field-paths.js';

interface Branch {
  [element: string]: Branch;
}

/** A set of fields as `managedFields` holds it: a tree in which `.` marks an item that is owned itself. */
export function toFieldsV1(paths: ReadonlySet<FieldPath>): JsonObject {
  const root: Branch = {};
  for (const path of [...paths].sort()) {
    let branch = root;
    for (const element of elementsOf(path)) branch = branch[element] ??= {};
    if (isItem(path)) branch['.'] = {};
  }
  return root;
}

function isItem(path: FieldPath): boolean {
  return elementsOf(path).at(-1)?.startsWith('k:') ?? false;
}

export function fromFieldsV1(tree: Json | undefined): ReadonlySet<FieldPath> {
  const paths = new Set<FieldPath>();
  if (isObject(tree)) collect(tree, '', paths);
  return paths;
}

function collect(branch: JsonObject, path: FieldPath, paths: Set<FieldPath>): void {
  const elements = Object.entries(branch);
  if (path !== '' && (elements.length === 0 || Object.hasOwn(branch, '.'))) paths.add(path);
  for (const [element, inner] of elements) {
    if (element !== '.' && isObject(inner)) collect(inner, joinPath(path, element), paths);
  }
}
