import type {JsonObject} from '../../../experiment/json.js';
import {isObject} from '../../../experiment/json.js';
import {conflict, forbidden, notFound} from '../api-error.js';
import {type Call, isDryRun} from '../call.js';
import {apiVersionOf, DEFINITIONS, NAMESPACES, type ResourceType} from '../kinds/resource-type.js';
import {
  finalizersOf,
  isBeingDeleted,
  nameOf,
  namespaceOf,
  objectOf,
  textOf,
  textsOf,
  timestamp,
  uidOf,
  versionOf,
  withMetadata,
} from '../object.js';
import {present} from '../present.js';
import type {ServerState} from '../state.js';

/** What becomes of the objects that the deleted one owns. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';
export const DEFINITION_CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

const KEPT_NAMESPACES = ['default', 'kube-system', 'kube-public'];

/**
 * @returns the object where it stays until its finalizers are done, else what says that it is gone
 * @throws ApiError 404; 409 if the preconditions do not hold; 403 for a namespace that must be
 */
export function remove(state: ServerState, call: Call): JsonObject {
  const {type, namespace, name} = call;
  const stored = state.store.get(type.storage, namespace, name);
  if (!stored) throw notFound(type, name);
  const options = objectOf(call.body);
  checkPreconditions(call, stored, objectOf(options.preconditions));
  if (type.storage === NAMESPACES && KEPT_NAMESPACES.includes(name)) {
    throw forbidden(type, name, 'this namespace may not be deleted');
  }
  const isRehearsal = isDryRun(call.query) || textsOf(options.dryRun).includes('All');
  const left = isRehearsal ? undefined : removeStored(state, type, stored, propagationOf(call));
  if (left) return present(type, left);
  return type.answersDeleted ? present(type, stored) : goneStatus(type, stored);
}

/** Every object of a kind that the selection means. */
export function removeAll(state: ServerState, call: Call, objects: readonly JsonObject[]): JsonObject {
  if (!isDryRun(call.query)) {
    objects.forEach((object) => {
      const stored = state.store.get(call.type.storage, namespaceOf(object), nameOf(object));
      if (stored) removeStored(state, call.type, stored, propagationOf(call));
    });
  }
  const {type} = call;
  return {
    kind: `${type.kind}List`,
    apiVersion: apiVersionOf(type),
    metadata: {resourceVersion: `${state.store.revision}`},
    items: objects,
  };
}

function propagationOf({query, body}: Call): Propagation {
  const wish = textOf(isObject(body) ? body.propagationPolicy : '') || query.get('propagationPolicy');
  if (wish === 'Foreground' || wish === 'Orphan') return wish;
  return isObject(body) && body.orphanDependents === true ? 'Orphan' : 'Background';
}

function checkPreconditions({type, name}: Call, object: JsonObject, {uid, resourceVersion}: JsonObject): void {
  if (typeof uid === 'string' && uid !== uidOf(object)) {
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${uidOf(object)}`,
    );
  }
  if (typeof resourceVersion === 'string' && resourceVersion !== versionOf(object)) {
    const versions = `ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${versionOf(object)}`;
    throw conflict(type, name, `Precondition failed: ${versions}`);
  }
}

/**
 * Deletes an object, or marks it while finalizers hold it.
 *
 * @returns what is left; undefined when it is gone
 */
export function removeStored(
  state: ServerState,
  type: ResourceType,
  stored: JsonObject,
  propagation: Propagation,
): JsonObject | undefined {
  if (isBeingDeleted(stored)) return stored;
  const finalizers = [...finalizersOf(stored), ...serverFinalizers(type, propagation)];
  const isNamespace = type.storage === NAMESPACES;
  if (finalizers.length === 0 && !isNamespace) {
    state.store.remove(type.storage, stored);
    return undefined;
  }
  const marked = withMetadata(stored, {
    ...(finalizers.length > 0 && {finalizers}),
    deletionTimestamp: timestamp(state.now()),
    ...(type.isCustom && {deletionGracePeriodSeconds: 0}),
  });
  return state.store.put(type.storage, isNamespace ? {...marked, status: {phase: 'Terminating'}} : marked);
}

function serverFinalizers(type: ResourceType, propagation: Propagation): readonly string[] {
  if (type.storage === DEFINITIONS) return [DEFINITION_CLEANUP];
  if (propagation === 'Background') return [];
  return [propagation === 'Foreground' ? FOREGROUND : ORPHAN];
}

function goneStatus(type: ResourceType, object: JsonObject): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: nameOf(object),
      ...(type.group && {group: type.group}),
      kind: type.plural,
      uid: uidOf(object),
    },
  };
}
