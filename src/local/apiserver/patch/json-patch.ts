import {applyPatch, type Operation} from 'rfc6902';
import {isObject, type Json, type JsonObject} from '../../../experiment/json.js';
import {ApiError, badRequest} from '../api-error.js';
import {isList} from '../object.js';

const MOST_OPERATIONS = 10_000;

/**
 * RFC 6902.
 *
 * @throws ApiError 400 if the patch is none; 422 if it does not fit the object, or a test in it fails
 */
export function jsonPatch(object: JsonObject, patch: Json): JsonObject {
  if (!isList(patch) || !patch.every(isOperation)) throw badRequest('a JSON patch must be a list of operations');
  if (patch.length > MOST_OPERATIONS) {
    throw new ApiError(
      413,
      'RequestEntityTooLarge',
      `a JSON patch may hold ${MOST_OPERATIONS} operations at most`,
    );
  }
  const changed = copy(object); // applyPatch works in place
  const failure = applyPatch(changed, copy(patch) as unknown as Operation[]).find((result) => result !== null);
  if (failure || !isObject(changed)) throw unprocessable(failure?.message ?? 'the result is no object');
  return changed;
}

function copy(value: Json): Json {
  if (isList(value)) return value.map(copy);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member ?? null)]));
}

function isOperation(value: Json): boolean {
  return isObject(value) && typeof value.op === 'string' && typeof value.path === 'string';
}

function unprocessable(why: string): ApiError {
  return new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {
    causes: [{reason: 'UnexpectedServerResponse', message: why}],
  });
}
