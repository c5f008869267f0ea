import type {JsonObject} from '../../../src/experiment/json.js';
import type {Schema} from '../../../src/experiment/schema/schema.js';

/** All parts of a schema, by path. */
export function parts(schema: Schema, path = ''): [string, Schema][] {
  const {properties = {}, items, additionalProperties} = schema;
  return [
    [path, schema],
    ...Object.entries(properties).flatMap(([name, child]) => parts(child, `${path}.${name}`)),
    ...(items ? parts(items, `${path}[]`) : []),
    ...(additionalProperties ? parts(additionalProperties, `${path}.*`) : []),
  ];
}

const PRESERVE = 'x-kubernetes-preserve-unknown-fields';
const INT_OR_STRING = 'x-kubernetes-int-or-string';

/**
 * What an API server would refuse in a schema.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function structuralProblems(root: Schema): string[] {
  const problems = root.type === 'object' ? [] : ['the root must be an object'];
  for (const [path, schema] of parts(root)) {
    const {type, properties, additionalProperties, items, required = [], anyOf = []} = schema;
    const complain = (problem: string) => problems.push(`${path}: ${problem}`);
    if (type === undefined && !schema[PRESERVE] && !schema[INT_OR_STRING]) complain('has no type');
    if (schema[PRESERVE] && schema[INT_OR_STRING]) complain('is open and an integer or text');
    if (type !== undefined && schema[INT_OR_STRING]) complain('has a type beside int-or-string');
    if (properties && additionalProperties) complain('has named and free members');
    if (type === 'array' && !items) complain('is a list of nothing');
    for (const name of [...required, ...anyOf.flatMap((choice) => choice.required)]) {
      if (!Object.hasOwn(properties ?? {}, name)) complain(`requires ${name}, which it does not have`);
    }
    if (anyOf.some((choice) => Object.keys(choice).join() !== 'required')) complain('decides on types in anyOf');
    if (Array.isArray(type)) complain('has several types');
    if (schema.default !== undefined && schema.enum && !schema.enum.includes(schema.default)) {
      complain('has a default that it does not allow');
    }
  }
  if (Object.keys(root.properties?.metadata ?? {}).join() !== 'type')
    problems.push('metadata says more than its type');
  return problems;
}

/** What a server keeps of a resource: fields that neither the schema names nor an open object holds are dropped. */
export function prune(resource: JsonObject, schema: Schema): JsonObject {
  const {metadata, ...rest} = resource; // the server reads metadata by itself
  return {...(pruned(rest, schema) as JsonObject), metadata};
}

/** Openness holds for a list's items too, and ends at the next named member. */
function pruned(value: unknown, schema: Schema | undefined, isOpen = schema?.[PRESERVE] === true): unknown {
  if (Array.isArray(value)) {
    const {items} = schema ?? {};
    if (isOpen) return items ? value.map((item) => pruned(item, items, true)) : value;
    return value.map((item) => pruned(item, items));
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
    const child = schema?.properties?.[key] ?? schema?.additionalProperties;
    if (child) return [[key, pruned(member, child)]];
    return isOpen ? [[key, member]] : [];
  });
  return Object.fromEntries(kept);
}
