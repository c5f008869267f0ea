import type {JsonObject} from '../../experiment/json.js';
import {expired} from './api-error.js';
import {nameOf, namespaceOf, withMetadata} from './object.js';

/** What became of one object; `revision` counts all changes of the store, one by one. */
export interface Change {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly storage: string;
  /** After the change; of a deleted object, its last state with the revision of its deletion. */
  readonly object: JsonObject;
  readonly previous: JsonObject | undefined;
}

export type Listener = (change: Change) => void;

/** Changes that are remembered for watches that resume. */
const REMEMBERED = 2000;

interface Shelf {
  readonly objects: Map<string, JsonObject>;
  /** Keys in order; undefined after one came or went. */
  sortedKeys: readonly string[] | undefined;
}

/** All objects, by kind, and the latest changes. Objects are never changed in place. */
export class Store {
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners = new Set<Listener>();
  #changes: Change[] = [];
  #revision = 1;

  /** The resourceVersion of the whole store. */
  get revision(): number {
    return this.#revision;
  }

  get(storage: string, namespace: string, name: string): JsonObject | undefined {
    return this.#shelves.get(storage)?.objects.get(keyOf(namespace, name));
  }

  /** By namespace and name; all namespaces when it is empty. */
  list(storage: string, namespace = ''): readonly JsonObject[] {
    const shelf = this.#shelves.get(storage);
    if (!shelf) return [];
    shelf.sortedKeys ??= [...shelf.objects.keys()].sort();
    const prefix = keyOf(namespace, '');
    const keys = namespace ? shelf.sortedKeys.filter((key) => key.startsWith(prefix)) : shelf.sortedKeys;
    return keys.map((key) => shelf.objects.get(key)).filter((object) => object !== undefined);
  }

  /** Names of all kinds that have been stored so far. */
  storages(): readonly string[] {
    return [...this.#shelves.keys()];
  }

  /** Stores an object, new or changed, and returns it with its resourceVersion. */
  put(storage: string, object: JsonObject): JsonObject {
    const shelf = this.#shelf(storage);
    const key = keyOf(namespaceOf(object), nameOf(object));
    const previous = shelf.objects.get(key);
    const stored = this.#versioned(object);
    if (!previous) shelf.sortedKeys = undefined;
    shelf.objects.set(key, stored);
    this.#tell({type: previous ? 'MODIFIED' : 'ADDED', storage, object: stored, previous});
    return stored;
  }

  /** Removes an object and returns its last state. */
  remove(storage: string, object: JsonObject): JsonObject {
    const shelf = this.#shelf(storage);
    const key = keyOf(namespaceOf(object), nameOf(object));
    const previous = shelf.objects.get(key);
    const last = this.#versioned(object);
    shelf.objects.delete(key);
    shelf.sortedKeys = undefined;
    this.#tell({type: 'DELETED', storage, object: last, previous});
    return last;
  }

  /**
   * Changes after a revision, oldest first.
   *
   * @throws ApiError 410 if some of them are forgotten
   */
  changesSince(revision: number): readonly Change[] {
    const oldest = this.#revision - this.#changes.length;
    if (revision < oldest) throw expired(`too old resource version: ${revision} (${oldest})`);
    return this.#changes.slice(revision - oldest);
  }

  /** Is told every change from now on, at once and in order. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Forgets all changes so far, as etcd does from time to time: who resumes a watch from before gets 410. */
  compact(): void {
    this.#changes = [];
  }

  #shelf(storage: string): Shelf {
    const known = this.#shelves.get(storage);
    if (known) return known;
    const shelf: Shelf = {objects: new Map(), sortedKeys: undefined};
    this.#shelves.set(storage, shelf);
    return shelf;
  }

  #versioned(object: JsonObject): JsonObject {
    this.#revision += 1;
    return withMetadata(object, {resourceVersion: `${this.#revision}`});
  }

  #tell(change: Omit<Change, 'revision'>): void {
    const numbered = {revision: this.#revision, ...change};
    this.#changes.push(numbered);
    if (this.#changes.length > 2 * REMEMBERED) this.#changes = this.#changes.slice(-REMEMBERED);
    [...this.#listeners].forEach((listener) => listener(numbered));
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
