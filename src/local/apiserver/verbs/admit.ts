import type {JsonObject} from '../../../experiment/json.js';
import {badRequest, invalid} from '../api-error.js';
import type {Call} from '../call.js';
import {nameOf} from '../object.js';
import {fillDefaults} from '../schema/fill-defaults.js';
import {prune} from '../schema/prune.js';
import {validate} from '../schema/validate.js';
import {metadataProblems} from './check-metadata.js';

/**
 * An object as it may be stored: unknown fields dropped, defaults filled in, everything checked.
 *
 * @throws ApiError 400 for unknown fields where the client wants to know; 422 with a cause for each field that is wrong
 */
export function admit(call: Call, object: JsonObject, before?: JsonObject): JsonObject {
  const {type} = call;
  const admitted = type.schema ? fillDefaults(pruned(call, object), type.schema) : type.prepare(object);
  const causes = [
    ...metadataProblems(admitted),
    ...(type.schema ? validate(admitted, type.schema) : []),
    ...type.check(admitted, before),
  ];
  if (causes.length > 0) throw invalid(type, nameOf(admitted), causes);
  return admitted;
}

function pruned(call: Call, object: JsonObject): JsonObject {
  const {schema, kind, version} = call.type;
  if (!schema) return object;
  const result = prune(object, schema);
  const unknown = result.dropped.map((path) => `unknown field "${path}"`);
  const wish = call.query.get('fieldValidation');
  if (wish === 'Strict' && unknown.length > 0) {
    throw badRequest(
      `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${unknown.join(', ')}`,
    );
  }
  if (wish !== 'Ignore') unknown.forEach(call.warn);
  return result.object;
}
