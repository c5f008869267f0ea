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
