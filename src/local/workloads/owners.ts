import type {JsonObject} from '../../experiment/json.js';
import {metadataOf, nameOf, objectsOf, uidOf} from '../apiserver/object.js';

/** By which the server removes an object after its owner. */
export function ownerReference(
  owner: JsonObject,
  of: {readonly apiVersion: string; readonly kind: string},
): JsonObject {
  return {...of, name: nameOf(owner), uid: uidOf(owner), controller: true, blockOwnerDeletion: true};
}

export function isOwnedBy(object: JsonObject, owner: JsonObject): boolean {
  return objectsOf(metadataOf(object).ownerReferences).some(({uid}) => uid === uidOf(owner));
}

/** The reference to the controller of an object, if it is of this kind. */
export function controllerOf(object: JsonObject, kind: string): JsonObject | undefined {
  const owners = objectsOf(metadataOf(object).ownerReferences);
  return owners.find((owner) => owner.controller === true && owner.kind === kind);
}
