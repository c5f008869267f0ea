import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {isList, textOf} from '../object.js';

/** What a value does not keep of its schema's limits: `should match '…'`. */
export function limitsBroken(value: Json, limits: JsonObject): readonly string[] {
  switch (typeof value) {
    case 'string':
      return textProblems(value, limits);
    case 'number':
    case 'bigint':
      return numberProblems(Number(value), limits);
    case 'object':
      return lengthProblems(value, limits);
    default:
      return [];
  }
}

function textProblems(value: string, limits: JsonObject): readonly string[] {
  const length = Array.from(value).length; // characters, as Go counts them
  return [
    ...(length < minimumOf(limits.minLength)
      ? [`should be at least ${minimumOf(limits.minLength)} chars long`]
      : []),
    ...(length > maximumOf(limits.maxLength)
      ? [`should be at most ${maximumOf(limits.maxLength)} chars long`]
      : []),
    ...(matches(value, textOf(limits.pattern)) ? [] : [`should match '${textOf(limits.pattern)}'`]),
    ...formatProblems(value, textOf(limits.format)),
  ];
}

function numberProblems(value: number, limits: JsonObject): readonly string[] {
  const minimum = minimumOf(limits.minimum);
  const maximum = maximumOf(limits.maximum);
  const tooSmall = limits.exclusiveMinimum === true ? value <= minimum : value < minimum;
  const tooLarge = limits.exclusiveMaximum === true ? value >= maximum : value > maximum;
  const {multipleOf} = limits;
  return [
    ...(tooSmall
      ? [`should be greater than ${limits.exclusiveMinimum === true ? '' : 'or equal to '}${minimum}`]
      : []),
    ...(tooLarge
      ? [`should be less than ${limits.exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`]
      : []),
    ...(typeof multipleOf === 'number' && value % multipleOf !== 0
      ? [`should be a multiple of ${multipleOf}`]
      : []),
  ];
}

/** Of lists and objects. */
function lengthProblems(value: Json, limits: JsonObject): readonly string[] {
  const [length, least, most, what] = isList(value)
    ? [value.length, limits.minItems, limits.maxItems, 'items']
    : [isObject(value) ? Object.keys(value).length : 0, limits.minProperties, limits.maxProperties, 'properties'];
  return [
    ...(length < minimumOf(least) ? [`should have at least ${minimumOf(least)} ${what}`] : []),
    ...(length > maximumOf(most) ? [`should have at most ${maximumOf(most)} ${what}`] : []),
    ...(limits.uniqueItems === true && hasDoubles(value) ? ["shouldn't contain duplicates"] : []),
  ];
}

function hasDoubles(value: Json): boolean {
  return isList(value) && new Set(value.map((item) => JSON.stringify(item))).size < value.length;
}

function minimumOf(limit: Json | undefined): number {
  return typeof limit === 'number' ? limit : -Infinity;
}

function maximumOf(limit: Json | undefined): number {
  return typeof limit === 'number' ? limit : Infinity;
}

const patterns = new Map<string, RegExp | undefined>();

/** A pattern that JavaScript cannot read checks nothing. */
function matches(value: string, pattern: string): boolean {
  if (pattern === '') return true;
  if (!patterns.has(pattern)) patterns.set(pattern, compile(pattern));
  return patterns.get(pattern)?.test(value) ?? true;
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}

function formatProblems(value: string, format: string): readonly string[] {
  if (format === 'date-time' && !isDateTime(value)) return ['must be of type date-time'];
  if (format === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return ['must be of type date'];
  return [];
}

function isDateTime(value: string): boolean {
  const shape = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
  return shape.test(value) && !Number.isNaN(Date.parse(value));
}
