import type {FieldPath} from '../field.js';
import {isObject, type Json, type JsonObject} from '../json.js';
import {formatExact, parseQuantity, type Quantity} from '../quantity.js';

export const CURRENT_API_VERSION = 'iter8.tools/v2alpha2';

/** Something that the newest format has no place for, or that its writer has to look at. */
export interface Loss {
  /** Where it stands in the resource that was read. */
  readonly path: FieldPath;
  /** Why, and what to write instead; one line without a full stop. */
  readonly reason: string;
}

/** A resource of the newest format, and what did not come along. */
export interface Conversion {
  readonly resource: JsonObject;
  readonly losses: readonly Loss[];
}

/** The object without its undefined fields. */
export function compact(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function omit(object: JsonObject, ...keys: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The value if it is an object, else an empty one. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The value if it is a list, else an empty one. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** undefined in place of an empty list, which then is not written. */
export function nonEmpty(list: readonly Json[]): readonly Json[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** A limit: a whole number as it is, a fraction as text, since the schema refuses floats. */
export function limitValue(quantity: Quantity): Json {
  const isWhole = quantity.scale === 0 && Number.isSafeInteger(Number(quantity.digits));
  return isWhole ? Number(quantity.digits) : formatExact(quantity);
}

/** A limit as it was written, only that a float becomes the text of its exact decimals. */
export function exactLimit(value: Json | undefined): Json | undefined {
  return Number.isSafeInteger(value) ? value : exactValue(value);
}

/** A number as the text of its exact decimals, as the engine writes values; anything else unchanged. */
export function exactValue(value: Json | undefined): Json | undefined {
  const quantity = typeof value === 'string' ? undefined : parseQuantity(value);
  return quantity ? formatExact(quantity) : value;
}
