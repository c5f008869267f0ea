import {isDeepStrictEqual} from 'node:util';
import {isDeprecated, type Properties, type Schema} from './schema.js';

/**
 * One schema for a field that has been several things over time. It takes what either of the two takes, and names the
 * members of both. Where the types differ it has none, and keeps what it is given: a structural schema has no other word
 * for two types, but for an integer or a text.
 */
export function mergeSchemas(one: Schema, other: Schema): Schema {
  if (isDeepStrictEqual(one, other)) return one;
  if (isAnything(one) || isAnything(other)) return {'x-kubernetes-preserve-unknown-fields': true};
  const isSameType = one.type !== undefined && one.type === other.type;
  return {...(isSameType ? {type: one.type} : anyType(one, other)), ...bothConstraints(one, other, isSameType)};
}

function isAnything(schema: Schema): boolean {
  return typeOf(schema) === 'any' && !schema.properties && !schema.items && !schema.enum;
}

/** `any` for what is open or has been merged before. */
function typeOf({type, 'x-kubernetes-int-or-string': isIntOrString}: Schema): string {
  return type ?? (isIntOrString ? 'integer' : 'any');
}

/** What stands instead of a type. */
function anyType(one: Schema, other: Schema): Schema {
  const isIntOrString = [one, other].map(typeOf).every((type) => type === 'integer' || type === 'string');
  return isIntOrString ? {'x-kubernetes-int-or-string': true} : {'x-kubernetes-preserve-unknown-fields': true};
}

function bothConstraints(one: Schema, other: Schema, isSameType: boolean): Schema {
  const widen = <T>(choose: (schema: Schema) => T | undefined, wider: (a: T, b: T) => T | undefined) => {
    const [a, b] = [choose(one), choose(other)];
    if (a !== undefined && b !== undefined) return wider(a, b);
    return isSameType ? undefined : (a ?? b); // of another type it says nothing
  };
  const same = <T>(a: T, b: T) => (isDeepStrictEqual(a, b) ? a : undefined);
  const all = {
    ...membersOfBoth(one, other),
    items: widen(({items}) => items, mergeSchemas),
    required: widen(({required}) => required, inBoth),
    enum: mergeWords(one, other),
    minimum: widen(({minimum}) => minimum, Math.min),
    maximum: widen(({maximum}) => maximum, Math.max),
    minLength: widen(({minLength}) => minLength, Math.min),
    pattern: widen(({pattern}) => pattern, same),
    format: same(one.format, other.format),
    default: one.default ?? other.default,
    nullable: one.nullable ?? other.nullable,
    description: isDeprecated(one) ? undefined : (one.description ?? other.description), // the other is not
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Named members win over free ones: a structural schema cannot have both. */
function membersOfBoth(one: Schema, other: Schema): Schema {
  const isOpen = [one, other].some((schema) => schema['x-kubernetes-preserve-unknown-fields']);
  const open: Schema = isOpen ? {'x-kubernetes-preserve-unknown-fields': true} : {};
  if (one.properties || other.properties) {
    return {...open, properties: mergeProperties(one.properties ?? {}, other.properties ?? {})};
  }
  const [a, b] = [one.additionalProperties, other.additionalProperties];
  if (!a || !b) return open;
  return {...open, additionalProperties: mergeSchemas(a, b)};
}

function mergeProperties(one: Properties, other: Properties): Properties {
  const added = Object.entries(other).map(([name, schema]) => {
    const known = one[name];
    return [name, known ? mergeSchemas(known, schema) : schema] as const;
  });
  return {...one, ...Object.fromEntries(added)};
}

function inBoth(one: readonly string[], other: readonly string[]): readonly string[] | undefined {
  const names = one.filter((name) => other.includes(name));
  return names.length > 0 ? names : undefined;
}

/** An enumeration also binds values of other types, so it stays only where both sides can be listed. */
function mergeWords(one: Schema, other: Schema): Schema['enum'] {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  return a && b && [...new Set([...a, ...b])];
}

function wordsOf({enum: words, type}: Schema): Schema['enum'] {
  return words ?? (type === 'boolean' ? [true, false] : undefined);
}
