import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {elementsOf, type FieldPath, joinPath} from './field-paths.js';

interface Branch {
  [element: string]: Branch;
}

/** A set of fields as `managedFields` holds it: a tree in which `.` marks what is owned besides what is below it. */
export function toFieldsV1(paths: ReadonlySet<FieldPath>): JsonObject {
  const root: Branch = {};
  const branches = [...paths].sort().map((path) => [path, branchAt(root, path)] as const);
  for (const [path, branch] of branches) {
    if (isItem(path) || Object.keys(branch).length > 0) branch['.'] = {};
  }
  return root;
}

function branchAt(root: Branch, path: FieldPath): Branch {
  return elementsOf(path).reduce((branch, element) => (branch[element] ??= {}), root);
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
