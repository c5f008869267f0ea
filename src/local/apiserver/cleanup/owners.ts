import type {JsonObject} from '../../../experiment/json.js';
import {metadataOf, nameOf, namespaceOf, objectsOf, textOf, uidOf} from '../object.js';
import type {Change} from '../store.js';

export interface StoredObject {
  readonly storage: string;
  readonly object: JsonObject;
}

/** Who owns what, by UID. */
export class Owners {
  readonly #objects = new Map<string, StoredObject>();
  readonly #dependents = new Map<string, Map<string, StoredObject>>();

  /** Keeps up with a change. */
  note({type, storage, object, previous}: Change): void {
    const key = `${storage}/${namespaceOf(object)}/${nameOf(object)}`;
    if (previous) ownersOf(previous).forEach((uid) => this.#dependents.get(uid)?.delete(key));
    if (type === 'DELETED') {
      this.#objects.delete(uidOf(object));
      return;
    }
    this.#objects.set(uidOf(object), {storage, object});
    ownersOf(object).forEach((uid) => this.#dependentsOf(uid).set(key, {storage, object}));
  }

  find(uid: string): StoredObject | undefined {
    return this.#objects.get(uid);
  }

  dependentsOf(uid: string): readonly StoredObject[] {
    return [...(this.#dependents.get(uid)?.values() ?? [])];
  }

  #dependentsOf(uid: string): Map<string, StoredObject> {
    const known = this.#dependents.get(uid) ?? new Map<string, StoredObject>();
    this.#dependents.set(uid, known);
    return known;
  }
}

/** UIDs of the owners of an object. */
export function ownersOf(object: JsonObject): string[] {
  return objectsOf(metadataOf(object).ownerReferences).map(({uid}) => textOf(uid));
}
