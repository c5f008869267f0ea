import {isDeepStrictEqual} from 'node:util';
import type {Cluster, ResourceKind} from '../../cluster/port.js';
import type {JsonObject} from '../../experiment/json.js';
import {nameOf, namespaceOf, objectsOf, timestamp, valueAt} from '../apiserver/object.js';

/** Whether something holds of an object; what does not has a reason. */
export type Condition =
  | {readonly type: string; readonly status: 'True'; readonly reason?: string; readonly message?: string}
  | {readonly type: string; readonly status: 'False'; readonly reason: string; readonly message: string};

/** As they go into the status; one that says what it said before keeps its time. */
export function withTimes(conditions: readonly Condition[], object: JsonObject, now: Date): JsonObject[] {
  const before = objectsOf(valueAt(object, 'status', 'conditions'));
  return conditions.map((condition) => {
    const same = before.find(({type, status}) => type === condition.type && status === condition.status);
    return {...condition, lastTransitionTime: same?.lastTransitionTime ?? timestamp(now)};
  });
}

/** Where a stand-in writes. */
export interface StatusPlace {
  readonly cluster: Cluster;
  readonly kind: ResourceKind;
  readonly signal: AbortSignal;
}

/**
 * Writes these members of an object's status, unless they are there already.
 *
 * @returns the object as it is now
 */
export async function writeStatus(
  object: JsonObject,
  status: JsonObject,
  place: StatusPlace,
): Promise<JsonObject> {
  const {cluster, kind, signal} = place;
  const isThere = Object.entries(status).every(([key, value]) =>
    isDeepStrictEqual(valueAt(object, 'status', key), value),
  );
  if (isThere) return object;
  const name = {namespace: namespaceOf(object), name: nameOf(object)};
  return cluster.patch(kind, name, {kind: 'merge', value: {status}}, {subresource: 'status', signal});
}
