import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {badRequest} from '../api-error.js';
import {metadataOf, textOf, valueAt} from '../object.js';

/*
 * A real server reads built-in objects into Go structs before it looks at them, so a value of a wrong type is a 400. Here
 * only those fields are read so strictly that programs get wrong easily.
 */

const MICRO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}(Z|[+-]\d{2}:\d{2})$/;
const MICRO_TIME_LAYOUT = '2006-01-02T15:04:05.000000Z07:00';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @throws ApiError 400 unless labels and annotations are text */
export function decodeMetadata(object: JsonObject): void {
  const metadata = metadataOf(object);
  for (const field of ['labels', 'annotations'] as const) {
    requireTexts(object, metadata[field], `ObjectMeta.metadata.${field}`);
  }
}

/** @throws ApiError 400 unless all members are text */
export function requireTexts(object: JsonObject, members: Json | undefined, field: string): void {
  if (members === undefined || members === null) return;
  const values = isObject(members) ? Object.values(members) : [members];
  const wrong = values.find((value) => value !== null && typeof value !== 'string');
  if (wrong === undefined) return;
  throw unreadable(object, `json: cannot unmarshal ${goType(wrong)} into Go struct field ${field} of type string`);
}

/** @throws ApiError 400 unless all members are base64 */
export function requireBase64(object: JsonObject, members: Json | undefined): void {
  requireTexts(object, members, 'Secret.data');
  const values = Object.values(isObject(members) ? members : {});
  const isWrong = values.some((value) => typeof value === 'string' && !BASE64.test(value.replace(/[\r\n]/g, '')));
  if (isWrong) throw unreadable(object, 'illegal base64 data at input byte 0');
}

/** @throws ApiError 400 unless the time is missing or has microseconds: six digits, not three as JavaScript writes them */
export function requireMicroTime(object: JsonObject, ...keys: string[]): void {
  const value = valueAt(object, ...keys);
  if (value === undefined || value === null || (typeof value === 'string' && MICRO_TIME.test(value))) return;
  const shown = JSON.stringify(value);
  throw unreadable(object, `parsing time ${shown} as "${MICRO_TIME_LAYOUT}": cannot parse ${shown} as ".000000"`);
}

function unreadable(object: JsonObject, why: string): Error {
  const kind = textOf(object.kind);
  const version = textOf(object.apiVersion).split('/').at(-1) ?? '';
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
}

function goType(value: Json): string {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'object') return Array.isArray(value) ? 'array' : 'object';
  return typeof value === 'string' ? 'string' : 'number';
}
