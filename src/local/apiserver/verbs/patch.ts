import {isObject, type JsonObject} from '../../../experiment/json.js';
import {badRequest, invalid, unsupportedMediaType} from '../api-error.js';
import {type Call, isTrue} from '../call.js';
import {requiredValue} from '../causes.js';
import {hasStatus} from '../kinds/resource-type.js';
import {metadataOf, timestamp, withMembers} from '../object.js';
import {applyOwned} from '../ownership/apply.js';
import {shapeOfType} from '../ownership/shape.js';
import {jsonPatch} from '../patch/json-patch.js';
import {mergePatch} from '../patch/merge-patch.js';
import {strategicPatch} from '../patch/strategic-patch.js';
import type {ServerState} from '../state.js';
import {create, managerOf} from './create.js';
import {identified} from './names.js';
import {update} from './update.js';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCHES = ['application/apply-patch+yaml', 'application/apply-patch+json'];

/**
 * @returns the object, and whether an apply has created it
 * @throws ApiError 415 for another kind of patch, or a strategic one for a custom kind
 */
export function patch(state: ServerState, call: Call): {readonly object: JsonObject; readonly isNew: boolean} {
  if (APPLY_PATCHES.includes(call.contentType)) return apply(state, call);
  return {object: update(state, call, (before) => patched(call, before)), isNew: false};
}

function patched(call: Call, before: JsonObject): JsonObject {
  const {body, contentType, type} = call;
  if (contentType === JSON_PATCH) return jsonPatch(before, body ?? null);
  if (!isObject(body)) throw badRequest('the patch must be an object');
  if (contentType === MERGE_PATCH) return mergePatch(before, body);
  if (contentType === STRATEGIC_PATCH && !type.isCustom) return strategicPatch(before, body);
  const strategic = type.isCustom ? [] : [STRATEGIC_PATCH];
  throw unsupportedMediaType([JSON_PATCH, MERGE_PATCH, ...strategic, ...APPLY_PATCHES]);
}

function apply(state: ServerState, call: Call): {readonly object: JsonObject; readonly isNew: boolean} {
  const {type, namespace, name, body} = call;
  if (!isObject(body)) throw badRequest('the body of an apply must be an object');
  checkManager(call);
  if (metadataOf(body).managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const isNew = state.store.get(type.storage, namespace, name) === undefined && call.subresource === '';
  const applied = appliedPart(call, body);
  return {object: isNew ? applyNew(state, call, applied) : applyTo(state, call, applied), isNew};
}

function checkManager({type, query}: Call): void {
  if (query.get('fieldManager')) return;
  const options = {...type, kind: 'PatchOptions', group: 'meta.k8s.io'};
  throw invalid(options, '', [requiredValue('fieldManager', 'is required for apply patch')]);
}

/** Of what this endpoint does not write, nothing is applied and owned. */
function appliedPart(call: Call, body: JsonObject): JsonObject {
  const {type, subresource} = call;
  const object = identified(call, body);
  if (subresource === 'status') return withMembers(object, {spec: undefined});
  return hasStatus(type) ? withMembers(object, {status: undefined}) : object;
}

function applyNew(state: ServerState, call: Call, applied: JsonObject): JsonObject {
  return create(state, call, applied, (object) => applyOwned(object, applied, applyOptions(state, call)));
}

function applyTo(state: ServerState, call: Call, applied: JsonObject): JsonObject {
  const options = applyOptions(state, call);
  return update(state, call, (before) => applyOwned(before, applied, options), {isTracked: true});
}

function applyOptions({now}: ServerState, call: Call) {
  return {
    manager: managerOf(call, 'Apply'),
    shape: shapeOfType(call.type),
    time: timestamp(now()),
    force: isTrue(call.query, 'force'),
  };
}
