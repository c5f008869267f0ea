import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {type Cause, duplicateValue, invalidValue, requiredValue, unsupportedValue} from '../causes.js';
import {jsonText} from '../json-text.js';
import {isList, ownValue} from '../object.js';
import {limitsBroken} from './limits.js';
import type {Schema} from './schema.js';

/** Everything in an object that its schema does not allow, in the words of a real API server. */
export function validate(object: JsonObject, schema: Schema): readonly Cause[] {
  return membersProblems(object, schema, '');
}

const METADATA_PATHS = ['apiVersion', 'kind', 'metadata'];

function problemsOf(value: Json, schema: Schema, path: string): readonly Cause[] {
  if (value === null) return schema.isNullable || schema.type === '' ? [] : [wrongType(value, schema, path)];
  if (!hasType(value, schema)) return [wrongType(value, schema, path)];
  return [
    ...enumProblems(value, schema, path),
    ...limitProblems(value, schema, path),
    ...innerProblems(value, schema, path),
    ...branchProblems(value, schema, path),
  ];
}

function innerProblems(value: Json, schema: Schema, path: string): readonly Cause[] {
  if (isObject(value)) return membersProblems(value, schema, path);
  const {items} = schema;
  if (!isList(value) || !items) return [];
  const wrong = value.flatMap((item, index) => problemsOf(item, items, `${path}[${index}]`));
  return [...wrong, ...duplicates(value, schema, path)];
}

/** Items that are not told apart, in a list where they must be. */
function duplicates(list: readonly Json[], {listType, listKeys}: Schema, path: string): readonly Cause[] {
  if (listType !== 'map' && listType !== 'set') return [];
  const texts = list.map((item) =>
    jsonText(isObject(item) ? Object.fromEntries(listKeys.map((key) => [key, ownValue(item, key)])) : item),
  );
  return texts.flatMap((text, index) => {
    if (texts.indexOf(text) === index) return [];
    return [duplicateValue(`${path}[${index}]`, text)];
  });
}

function membersProblems(object: JsonObject, schema: Schema, path: string): readonly Cause[] {
  const missing = schema.required
    .filter((name) => ownValue(object, name) === undefined)
    .map((name) => requiredValue(join(path, name)));
  const wrong = Object.entries(object).flatMap(([name, value]) => {
    const member = schema.member(name);
    const isOurs = path === '' && METADATA_PATHS.includes(name);
    return member && value !== undefined && !isOurs ? problemsOf(value, member, join(path, name)) : [];
  });
  return [...missing, ...wrong];
}

function join(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}

function hasType(value: Json, schema: Schema): boolean {
  if (schema.isIntOrString) return typeof value === 'string' || isInteger(value);
  switch (schema.type) {
    case 'object':
      return isObject(value);
    case 'array':
      return isList(value);
    case 'integer':
      return isInteger(value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'string':
    case 'boolean':
      return typeof value === schema.type;
    default:
      return true;
  }
}

function isInteger(value: Json): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** The name of a value's type as the real server prints it. */
function typeName(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'array';
  if (isInteger(value)) return 'integer';
  return typeof value;
}

function wrongType(value: Json, schema: Schema, path: string): Cause {
  const wanted = schema.isIntOrString ? 'integer,string' : schema.type;
  const type = JSON.stringify(typeName(value));
  const message = `Invalid value: ${type}: ${path} in body must be of type ${wanted}: ${type}`;
  return {reason: 'FieldValueTypeInvalid', message, field: path};
}

function enumProblems(value: Json, schema: Schema, path: string): readonly Cause[] {
  const allowed = schema.source.enum;
  if (!isList(allowed) || allowed.some((one) => one === value)) return [];
  return [unsupportedValue(path, value, allowed)];
}

function limitProblems(value: Json, {source}: Schema, path: string): readonly Cause[] {
  return limitsBroken(value, source).map((problem) => inBody(path, value, problem));
}

function branchProblems(value: Json, {allOf, anyOf, oneOf}: Schema, path: string): readonly Cause[] {
  const holds = (branch: Schema) => problemsOf(value, branch, path).length === 0;
  const misses = [
    ...(anyOf.length > 0 && !anyOf.some(holds) ? ['must validate at least one schema (anyOf)'] : []),
    ...(oneOf.length > 0 && oneOf.filter(holds).length !== 1
      ? ['must validate one and only one schema (oneOf)']
      : []),
  ];
  return [
    ...allOf.flatMap((branch) => problemsOf(value, branch, path)),
    ...misses.map((problem) => inBody(path, value, problem)),
  ];
}

/** Of objects and lists, only the type is shown. */
function inBody(path: string, value: Json, problem: string): Cause {
  const shown = typeof value === 'object' ? typeName(value) : value;
  return invalidValue(path, shown, `${path} in body ${problem}`);
}
