import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {objectOf, ownValue, withMembers} from '../object.js';

/** RFC 7386: members replace, objects merge, null removes. */
export function mergePatch(object: JsonObject, patch: JsonObject): JsonObject {
  const changes = Object.entries(patch).map(([name, value]): [string, Json | undefined] => {
    if (isObject(value)) return [name, mergePatch(objectOf(ownValue(object, name)), value)];
    return [name, value ?? undefined];
  });
  return withMembers(object, Object.fromEntries(changes));
}
