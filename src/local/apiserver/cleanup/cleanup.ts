import {
  finalizersOf,
  isBeingDeleted,
  metadataOf,
  nameOf,
  namespaceOf,
  objectsOf,
  textOf,
  uidOf,
  withMetadata,
} from '../object.js';
import {DEFINITIONS, NAMESPACES} from '../kinds/resource-type.js';
import type {ServerState} from '../state.js';
import type {Change} from '../store.js';
import {DEFINITION_CLEANUP, FOREGROUND, ORPHAN, removeStored} from '../verbs/delete.js';
import {Owners, ownersOf, type StoredObject} from './owners.js';

/**
 * What the controller manager of a cluster does after deletions: removes what is owned by what is gone, empties
 * namespaces and removes the objects of definitions that are being deleted. Begins after the request is answered.
 */
export class Cleanup {
  readonly #state: ServerState;
  readonly #owners = new Owners();
  readonly #pending: Change[] = [];
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Immediate | undefined;

  constructor(state: ServerState) {
    this.#state = state;
    this.#unsubscribe = state.store.subscribe((change) => {
      this.#owners.note(change);
      this.#pending.push(change);
      this.#timer ??= setImmediate(() => this.#run());
    });
  }

  stop(): void {
    this.#unsubscribe();
    clearImmediate(this.#timer);
  }

  #run(): void {
    this.#timer = undefined;
    this.#pending.splice(0).forEach((change) => this.#follow(change));
  }

  #follow({storage, type, object}: Change): void {
    if (type === 'DELETED') this.#afterDeletion({storage, object});
    else if (isBeingDeleted(object)) this.#goOnDeleting({storage, object});
    else if (metadataOf(object).ownerReferences !== undefined) this.#removeIfOrphaned({storage, object});
  }

  #afterDeletion({storage, object}: StoredObject): void {
    if (storage === 'pods') this.#state.logs.forget(namespaceOf(object), nameOf(object));
    this.#owners.dependentsOf(uidOf(object)).forEach((dependent) => this.#removeIfOrphaned(dependent));
    ownersOf(object).forEach((uid) => this.#lookAgain(this.#owners.find(uid)));
    this.#lookAgain(this.#find(NAMESPACES, namespaceOf(object)));
    this.#lookAgain(this.#find(DEFINITIONS, storage));
  }

  #lookAgain(place: StoredObject | undefined): void {
    if (place && isBeingDeleted(place.object)) this.#goOnDeleting(place);
  }

  #find(storage: string, name: string): StoredObject | undefined {
    const object = name && this.#state.store.get(storage, '', name);
    return object ? {storage, object} : undefined;
  }

  #goOnDeleting(place: StoredObject): void {
    const current = this.#current(place);
    if (!current) return;
    const finalizers = finalizersOf(current.object);
    if (place.storage === NAMESPACES) this.#emptyNamespace(current);
    if (finalizers.includes(DEFINITION_CLEANUP)) this.#emptyDefinition(current);
    if (finalizers.includes(FOREGROUND)) this.#removeDependents(current);
    if (finalizers.includes(ORPHAN)) this.#releaseDependents(current);
  }

  /** As it is stored now; undefined if it is gone. */
  #current({storage, object}: StoredObject): StoredObject | undefined {
    const current = this.#state.store.get(storage, namespaceOf(object), nameOf(object));
    return current && uidOf(current) === uidOf(object) ? {storage, object: current} : undefined;
  }

  #emptyNamespace(namespace: StoredObject): void {
    const {store} = this.#state;
    const name = nameOf(namespace.object);
    const content = store
      .storages()
      .flatMap((storage) => store.list(storage, name).map((object) => ({storage, object})));
    content.forEach((place) => this.#remove(place));
    const isEmpty = store.storages().every((storage) => store.list(storage, name).length === 0);
    if (isEmpty && finalizersOf(namespace.object).length === 0) store.remove(NAMESPACES, namespace.object);
  }

  #emptyDefinition(definition: StoredObject): void {
    const storage = nameOf(definition.object);
    this.#state.store.list(storage).forEach((object) => this.#remove({storage, object}));
    if (this.#state.store.list(storage).length === 0) this.#finish(definition, DEFINITION_CLEANUP);
  }

  #removeDependents(owner: StoredObject): void {
    const uid = uidOf(owner.object);
    this.#owners.dependentsOf(uid).forEach((place) => this.#remove(place));
    const blocks = ({object}: StoredObject) =>
      objectsOf(metadataOf(object).ownerReferences).some(
        (one) => one.uid === uid && one.blockOwnerDeletion === true,
      );
    if (!this.#owners.dependentsOf(uid).some(blocks)) this.#finish(owner, FOREGROUND);
  }

  #releaseDependents(owner: StoredObject): void {
    const uid = uidOf(owner.object);
    this.#owners.dependentsOf(uid).forEach((place) => this.#release(place, (one) => one === uid));
    this.#finish(owner, ORPHAN);
  }

  /** Takes references to owners away that the object has no more. */
  #release({storage, object}: StoredObject, isGone: (uid: string) => boolean): void {
    const left = objectsOf(metadataOf(object).ownerReferences).filter(({uid}) => !isGone(textOf(uid)));
    this.#state.store.put(storage, withMetadata(object, {ownerReferences: left.length > 0 ? left : undefined}));
  }

  /** Takes one finalizer off, the last of which ends the object. */
  #finish({storage, object}: StoredObject, finalizer: string): void {
    const finalizers = finalizersOf(object).filter((one) => one !== finalizer);
    if (finalizers.length === 0) this.#state.store.remove(storage, withMetadata(object, {finalizers: undefined}));
    else this.#state.store.put(storage, withMetadata(object, {finalizers}));
  }

  /** What has owners, and none of them exists any more, goes too. */
  #removeIfOrphaned(place: StoredObject): void {
    const current = this.#current(place);
    if (!current || isBeingDeleted(current.object)) return;
    const uids = ownersOf(current.object);
    const isGone = (uid: string) => this.#owners.find(uid) === undefined;
    if (uids.length === 0 || !uids.some(isGone)) return;
    if (uids.every(isGone)) this.#remove(current);
    else this.#release(current, isGone);
  }

  #remove({storage, object}: StoredObject): void {
    const type = this.#state.registry.ofStorage(storage);
    if (type) removeStored(this.#state, type, object, 'Background');
  }
}
