import {type FieldPath, formatPath} from '../field.js';
import {isObject, type Json, type JsonObject} from '../json.js';
import {isDeprecated, type Schema} from '../schema/schema.js';
import {type Finding, wrongField} from './finding.js';
import {onlySimilarWord, similarWords} from './spelling.js';

/** Where fields of a schema belong: name → paths of their parents, list items written as `[]`. */
export type FieldHomes = ReadonlyMap<string, readonly string[]>;

/** Walks a value along its schema and finds the fields that the schema does not have. A server drops them silently. */
export function findUnknownFields(value: Json | undefined, schema: Schema, path: FieldPath = []): Finding[] {
  return walk(value, schema, path, fieldHomes(schema));
}

function walk(value: Json | undefined, schema: Schema, path: FieldPath, homes: FieldHomes): Finding[] {
  if (Array.isArray(value)) {
    const {items} = schema;
    return items ? value.flatMap((item: Json, index) => walk(item, items, [...path, index], homes)) : [];
  }
  if (!isObject(value)) return [];
  const surroundings = {schema, siblings: value, homes};
  return Object.entries(value).flatMap(([key, member]) => {
    const child = memberSchema(schema, key);
    if (child) return walk(member, child, [...path, key], homes);
    const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || !schema.properties;
    return isOpen ? [] : [unknownField([...path, key], key, surroundings)];
  });
}

function memberSchema({properties = {}, additionalProperties}: Schema, key: string): Schema | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
}

interface Surroundings {
  readonly schema: Schema;
  readonly siblings: JsonObject;
  readonly homes: FieldHomes;
}

function unknownField(path: FieldPath, key: string, {schema, siblings, homes}: Surroundings): Finding {
  const known = current(schema).map(([name]) => name);
  const similar = similarWords(key, known);
  if (similar.length > 0) {
    const only = onlySimilarWord(key, known);
    const canRename = only !== undefined && !Object.hasOwn(siblings, only);
    const message = `unknown field, it would be dropped silently; did you mean ${similar.join(' or ')}?`;
    return wrongField({path}, message, canRename ? {kind: 'key', name: only} : undefined);
  }
  const home = homes.get(key);
  if (home && home.length <= 2) {
    return wrongField(
      {path},
      `is at the wrong place and would be dropped silently; it belongs below ${home.join(' or ')}`,
    );
  }
  const choice = known.length > 0 ? `known here are ${known.join(', ')}` : 'nothing may stand here';
  return wrongField({path}, `unknown field, it would be dropped silently; ${choice}`);
}

/** Where each field of a spec may stand, without those that are everywhere and without status. */
function fieldHomes(whole: Schema): FieldHomes {
  const homes = new Map<string, string[]>();
  const visit = (schema: Schema, path: FieldPath) => {
    const {items, additionalProperties} = schema;
    if (items) visit(items, path);
    if (additionalProperties) visit(additionalProperties, path);
    for (const [key, child] of current(schema)) {
      if (path.length === 0 && ['metadata', 'status'].includes(key)) continue;
      const home = formatPath(path);
      const others = homes.get(key) ?? [];
      if (!others.includes(home)) homes.set(key, [...others, home]);
      visit(child, [...path, key]);
    }
  };
  visit(whole, []);
  return homes;
}

/** The fields that one would write today. */
function current({properties = {}}: Schema): [string, Schema][] {
  return Object.entries(properties).filter(([, schema]) => !isDeprecated(schema));
}
