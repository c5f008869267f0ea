import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {isList} from '../object.js';
import type {Schema} from './schema.js';

/** Sets what is missing and has a default. A null that may not be one counts as missing, where there is a default. */
export function fillDefaults(object: JsonObject, schema: Schema): JsonObject {
  return schema.hasDefaults ? fillMembers(object, schema) : object;
}

function fillValue(value: Json, schema: Schema): Json {
  if (!schema.hasDefaults) return value;
  if (isObject(value)) return fillMembers(value, schema);
  const {items} = schema;
  return isList(value) && items ? value.map((item) => fillValue(item, items)) : value;
}

function fillMembers(object: JsonObject, schema: Schema): JsonObject {
  const filled: Record<string, Json | undefined> = {...object};
  for (const [name, member] of schema.properties) {
    const value = filled[name];
    const isMissing = value === undefined || (value === null && !member.isNullable);
    if (isMissing && member.hasDefault) filled[name] = member.source.default;
  }
  for (const [name, value] of Object.entries(filled)) {
    const member = schema.member(name);
    if (member && value !== undefined) filled[name] = fillValue(value, member);
  }
  return filled;
}
