import {randomUUID} from 'node:crypto';
import type {JsonObject} from '../../../experiment/json.js';
import {alreadyExists, ApiError, badRequest, notFound} from '../api-error.js';
import {type Call, isDryRun, managerName} from '../call.js';
import {establishedStatus} from '../kinds/custom.js';
import {apiVersionOf, DEFINITIONS, hasStatus, NAMESPACES} from '../kinds/resource-type.js';
import {isBeingDeleted, nameOf, timestamp, versionOf, withMembers, withMetadata} from '../object.js';
import type {Manager} from '../ownership/managed-fields.js';
import {shapeOfType} from '../ownership/shape.js';
import {trackUpdate} from '../ownership/track-update.js';
import {present} from '../present.js';
import type {ServerState} from '../state.js';
import {admit} from './admit.js';
import {identified} from './names.js';

/** Notes who owns the fields of a new object. */
export type TrackNew = (object: JsonObject) => JsonObject;

/**
 * @throws ApiError 409 if the name is taken; 404 or 403 if the namespace is missing or being deleted; 400 and 422 for an
 *   object that may not be
 */
export function create(
  state: ServerState,
  call: Call,
  body: JsonObject,
  track: TrackNew = trackCreation(state, call),
): JsonObject {
  const {type} = call;
  const named = identified(call, body);
  checkNamespace(state, call, nameOf(named));
  if (versionOf(named)) throw badRequest('resourceVersion should not be set on objects to be created');
  if (state.store.get(type.storage, call.namespace, nameOf(named))) throw alreadyExists(type, nameOf(named));
  const admitted = admit(call, withoutStatus(call, withServerFields(state, call, named)));
  const tracked = track(established(state, call, admitted));
  if (isDryRun(call.query)) return tracked;
  return present(type, state.store.put(type.storage, type.toStorage(tracked)));
}

function checkNamespace({store}: ServerState, {type, namespace}: Call, name: string): void {
  if (!type.isNamespaced) return;
  const found = store.get(NAMESPACES, '', namespace);
  if (!found)
    throw new ApiError(404, 'NotFound', `namespaces "${namespace}" not found`, {
      name: namespace,
      kind: 'namespaces',
    });
  if (isBeingDeleted(found)) throw terminating(type, name, namespace);
}

function terminating(type: Call['type'], name: string, namespace: string): ApiError {
  const {details} = notFound(type, name);
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const resource = type.group ? `${type.plural}.${type.group}` : type.plural;
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new ApiError(403, 'Forbidden', `${resource} "${name}" is forbidden: ${why}`, {
    ...details,
    causes: [cause],
  });
}

function withServerFields({now}: ServerState, {type}: Call, object: JsonObject): JsonObject {
  return withMetadata(object, {
    uid: randomUUID(),
    creationTimestamp: timestamp(now()),
    generation: type.countsGenerations ? 1 : undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
    resourceVersion: undefined,
  });
}

function withoutStatus({type}: Call, object: JsonObject): JsonObject {
  return hasStatus(type) ? withMembers(object, {status: undefined}) : object;
}

function established({now}: ServerState, {type}: Call, object: JsonObject): JsonObject {
  if (type.storage !== DEFINITIONS) return object;
  return {...object, status: establishedStatus(object, timestamp(now()))};
}

function trackCreation({now}: ServerState, call: Call): TrackNew {
  const writing = {manager: managerOf(call, 'Update'), shape: shapeOfType(call.type), time: timestamp(now())};
  return (object) => trackUpdate(undefined, object, writing);
}

export function managerOf(call: Call, operation: Manager['operation']): Manager {
  const apiVersion = apiVersionOf(call.type);
  return {name: managerName(call), operation, apiVersion, subresource: call.subresource};
}
