import {isDeepStrictEqual} from 'node:util';
import type {JsonObject} from '../../../experiment/json.js';
import {badRequest, conflict, invalid, notFound} from '../api-error.js';
import {type Call, isDryRun} from '../call.js';
import {type Cause, forbiddenValue} from '../causes.js';
import {establishedStatus} from '../kinds/custom.js';
import {DEFINITIONS, hasStatus, NAMESPACES, type ResourceType} from '../kinds/resource-type.js';
import {
  finalizersOf,
  isBeingDeleted,
  isList,
  metadataOf,
  nameOf,
  timestamp,
  uidOf,
  versionOf,
  withMembers,
  withMetadata,
} from '../object.js';
import {shapeOfType} from '../ownership/shape.js';
import {trackUpdate} from '../ownership/track-update.js';
import {present} from '../present.js';
import type {ServerState} from '../state.js';
import {admit} from './admit.js';
import {create, managerOf} from './create.js';
import {identified} from './names.js';

/** PUT of an object, or of its status. */
export function replace(state: ServerState, call: Call, body: JsonObject): JsonObject {
  const {type, namespace, name} = call;
  if (!state.store.get(type.storage, namespace, name) && type.createsOnUpdate && !versionOf(body)) {
    return create(state, call, body);
  }
  return update(state, call, () => {
    const object = identified(call, body);
    if (type.isCustom && !versionOf(object)) throw invalid(type, name, [VERSION_MISSING]);
    return object;
  });
}

/** As Go prints a number that is not set. */
const VERSION_MISSING: Cause = {
  reason: 'FieldValueInvalid',
  message: 'Invalid value: 0x0: must be specified for an update',
  field: 'metadata.resourceVersion',
};

export interface UpdateOptions {
  /** `apply` has noted already who owns what. */
  readonly isTracked?: boolean;
}

/**
 * Changes an object that exists; what may not change on this way stays as it was.
 *
 * @throws ApiError 404; 409 if the change names another resourceVersion or uid than the object has; 422
 */
export function update(
  state: ServerState,
  call: Call,
  change: (before: JsonObject) => JsonObject,
  options: UpdateOptions = {},
): JsonObject {
  const stored = state.store.get(call.type.storage, call.namespace, call.name);
  if (!stored) throw notFound(call.type, call.name);
  const before = present(call.type, stored);
  const wanted = change(before);
  checkIdentity(call, before, wanted);
  const after = admitted(state, call, before, allowedChange(call, before, wanted));
  const tracked = options.isTracked ? after : track(state, call, before, after);
  return store(state, call, before, tracked);
}

function checkIdentity({type, name}: Call, before: JsonObject, wanted: JsonObject): void {
  if (nameOf(wanted) !== name) {
    throw badRequest(`the name of the object (${nameOf(wanted)}) does not match the name on the URL (${name})`);
  }
  const version = versionOf(wanted);
  if (version !== '' && version !== versionOf(before)) throw conflict(type, name);
  const uid = uidOf(wanted);
  if (uid !== '' && uid !== uidOf(before)) {
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${uidOf(before)}`,
    );
  }
}

/** The status only by its subresource where there is one, and there nothing else; of the metadata nothing of ours. */
function allowedChange({type, subresource}: Call, before: JsonObject, wanted: JsonObject): JsonObject {
  const {managedFields} = metadataOf(wanted);
  if (subresource === 'status') {
    return withMetadata(withMembers(before, {status: wanted.status}), {managedFields});
  }
  const kept = metadataOf(before);
  const object = withMetadata(wanted, {
    namespace: kept.namespace,
    uid: kept.uid,
    creationTimestamp: kept.creationTimestamp,
    deletionTimestamp: kept.deletionTimestamp,
    deletionGracePeriodSeconds: kept.deletionGracePeriodSeconds,
    generation: kept.generation,
    resourceVersion: kept.resourceVersion,
    selfLink: undefined,
  });
  checkFinalizers(type, before, object);
  return hasStatus(type) ? withMembers(object, {status: before.status}) : object;
}

function checkFinalizers(type: ResourceType, before: JsonObject, after: JsonObject): void {
  if (!isBeingDeleted(before)) return;
  const added = finalizersOf(after).filter((finalizer) => !finalizersOf(before).includes(finalizer));
  if (added.length === 0) return;
  const why = `no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`;
  throw invalid(type, nameOf(before), [forbiddenValue('metadata.finalizers', why)]);
}

function admitted(state: ServerState, call: Call, before: JsonObject, wanted: JsonObject): JsonObject {
  const object = admit(call, wanted, before);
  const established =
    call.type.storage === DEFINITIONS && !isBeingDeleted(object)
      ? {...object, status: establishedStatus(object, timestamp(state.now()))}
      : object;
  return withGeneration(call.type, before, established);
}

/** Counts every change but those of metadata and status; where the status is no subresource, those too. */
function withGeneration(type: ResourceType, before: JsonObject, after: JsonObject): JsonObject {
  if (!type.countsGenerations) return after;
  const uncounted = {metadata: undefined, apiVersion: undefined, ...(hasStatus(type) && {status: undefined})};
  const isSame = isDeepStrictEqual(withMembers(before, uncounted), withMembers(after, uncounted));
  const {generation} = metadataOf(before);
  return isSame ? after : withMetadata(after, {generation: (typeof generation === 'number' ? generation : 0) + 1});
}

function track(state: ServerState, call: Call, before: JsonObject, after: JsonObject): JsonObject {
  const manager = managerOf(call, 'Update');
  return trackUpdate(before, after, {manager, shape: shapeOfType(call.type), time: timestamp(state.now())});
}

/** A write that changes nothing is none; taking the last finalizer of an object that is being deleted ends it. */
function store(state: ServerState, call: Call, before: JsonObject, after: JsonObject): JsonObject {
  const {type} = call;
  const isUnchanged = isDeepStrictEqual(withoutTimes(before), withoutTimes(after));
  if (isUnchanged) return before;
  if (isDryRun(call.query)) return after;
  const stored = type.toStorage(after);
  if (isBeingDeleted(after) && finalizersOf(after).length === 0 && type.storage !== NAMESPACES) {
    return present(type, state.store.remove(type.storage, stored));
  }
  return present(type, state.store.put(type.storage, stored));
}

/** When a manager wrote last is no change by itself. */
function withoutTimes(object: JsonObject): JsonObject {
  const {managedFields} = metadataOf(object);
  if (!isList(managedFields)) return object;
  const entries = managedFields.map((entry) => ({...(entry as JsonObject), time: null}));
  return withMetadata(object, {managedFields: entries});
}
