import {isDeepStrictEqual} from 'node:util';
import {isObject, type JsonObject} from '../../../experiment/json.js';
import {parseJson} from '../../../experiment/json-format.js';
import {metadataOf, textOf, valueAt} from '../object.js';
import {type FieldPath, fieldsOf} from './field-paths.js';
import type {Shape} from './shape.js';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Fields that a `kubectl apply` without `--server-side` has set and that nobody changed since: kubectl may take them over
 * without a conflict when it goes on with `--server-side`.
 */
export function lastApplied(live: JsonObject, shape: Shape): ReadonlySet<FieldPath> {
  const applied = read(textOf(valueAt(metadataOf(live), 'annotations', ANNOTATION)));
  const liveFields = fieldsOf(live, shape);
  const unchanged = [...fieldsOf(applied, shape)].filter(([path, value]) =>
    isDeepStrictEqual(liveFields.get(path), value),
  );
  return new Set(unchanged.map(([path]) => path));
}

/** An annotation that cannot be read says nothing. */
function read(annotation: string): JsonObject {
  try {
    const applied = parseJson(annotation);
    return isObject(applied) ? applied : {};
  } catch {
    return {};
  }
}
