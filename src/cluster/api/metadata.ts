import {isObject, type JsonObject} from '../../experiment/json.js';

export function metadataOf({metadata}: JsonObject): JsonObject {
  return isObject(metadata) ? metadata : {};
}

/** Of an object or a list; undefined where there is none. */
export function resourceVersionOf(object: JsonObject): string | undefined {
  const {resourceVersion} = metadataOf(object);
  return typeof resourceVersion === 'string' && resourceVersion !== '' ? resourceVersion : undefined;
}

/** Whether one is surely older than the other: both whole numbers, as Kubernetes makes them. */
export function isOlder(version: string | undefined, than: string | undefined): boolean {
  const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text);
  return isNumber(version) && isNumber(than) && BigInt(version) < BigInt(than);
}
