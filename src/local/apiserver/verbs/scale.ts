import {isObject, type JsonObject} from '../../../experiment/json.js';
import {badRequest, notFound} from '../api-error.js';
import type {Call} from '../call.js';
import {metadataOf, objectOf, textOf, valueAt} from '../object.js';
import {jsonPatch} from '../patch/json-patch.js';
import {mergePatch} from '../patch/merge-patch.js';
import {present} from '../present.js';
import type {ServerState} from '../state.js';
import {update} from './update.js';

/** The `scale` subresource of a Deployment or ReplicaSet: its number of replicas. */
export function getScale(state: ServerState, call: Call): JsonObject {
  const {type, namespace, name} = call;
  const stored = state.store.get(type.storage, namespace, name);
  if (!stored) throw notFound(type, name);
  return scaleOf(present(type, stored));
}

export function replaceScale(state: ServerState, call: Call, body: JsonObject): JsonObject {
  return scaleOf(update(state, call, (object) => withReplicas(object, body)));
}

export function patchScale(state: ServerState, call: Call): JsonObject {
  const {body, contentType} = call;
  return scaleOf(
    update(state, call, (object) => {
      const scale = scaleOf(object);
      if (contentType === 'application/json-patch+json')
        return withReplicas(object, jsonPatch(scale, body ?? null));
      if (!isObject(body)) throw badRequest('the patch must be an object');
      return withReplicas(object, mergePatch(scale, body));
    }),
  );
}

function withReplicas(object: JsonObject, scale: JsonObject): JsonObject {
  const replicas = valueAt(scale, 'spec', 'replicas') ?? 0;
  return {...object, spec: {...objectOf(object.spec), replicas}};
}

function scaleOf(object: JsonObject): JsonObject {
  const {name, namespace, uid, resourceVersion, creationTimestamp} = metadataOf(object);
  const labels = Object.entries(objectOf(valueAt(object, 'spec', 'selector', 'matchLabels')));
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {name, namespace, uid, resourceVersion, creationTimestamp},
    spec: {replicas: valueAt(object, 'spec', 'replicas') ?? 0},
    status: {
      replicas: valueAt(object, 'status', 'replicas') ?? 0,
      selector: labels.map(([key, value]) => `${key}=${textOf(value)}`).join(','),
    },
  };
}
