import type {Cluster, ResourceKind, Selection} from '../../cluster/port.js';
import {Field} from '../../experiment/field.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';

/** What identifies one life of an experiment: a later one of the same name has another UID. */
export interface ExperimentId {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export type ExperimentChange = (id: ExperimentId, resource: JsonObject | undefined) => void;

/** The experiments of a cluster as they were last seen, kept up to date by a watch and by our own writes. */
export class ExperimentCache {
  readonly #resources = new Map<string, JsonObject>();
  readonly #listeners = new Map<string, Set<() => void>>();

  /** @param onChange told of every change, with undefined when the experiment is gone */
  constructor(
    readonly kind: ResourceKind,
    private readonly onChange: ExperimentChange,
  ) {}

  /**
   * Follows the cluster until the signal aborts.
   *
   * @param onSynced called when everything that exists has been told
   * @throws what `Cluster.watch` throws
   */
  async follow(
    cluster: Cluster,
    selection: Selection,
    {signal, onSynced}: {readonly signal: AbortSignal; readonly onSynced: () => void},
  ): Promise<void> {
    let isAnew = true; // what a new list says holds, also of a server that was restored from an older state
    for await (const event of cluster.watch(this.kind, selection, signal)) {
      if (event.kind === 'interrupted') isAnew = true;
      else if (event.kind === 'deleted') this.#forget(event.object);
      else if (event.kind === 'resumed') isAnew = false;
      else if (event.kind !== 'synced') this.#take(event.object, isAnew);
      else {
        isAnew = false;
        onSynced();
      }
    }
  }

  get size(): number {
    return this.#resources.size;
  }

  all(): IterableIterator<JsonObject> {
    return this.#resources.values();
  }

  forEach(visit: (id: ExperimentId, resource: JsonObject) => void): void {
    for (const resource of [...this.all()]) visit(idOf(resource), resource);
  }

  /** @returns undefined when that experiment is gone, also if there is a new one of its name */
  get({uid}: ExperimentId): JsonObject | undefined {
    return this.#resources.get(uid);
  }

  /**
   * Takes in what was read or written of an experiment that is there, unless something newer is known. One that the watch
   * does not know, or no longer knows, stays unknown: an answer may come later than the news that it was deleted.
   */
  note(resource: JsonObject): void {
    if (this.#resources.has(idOf(resource).uid)) this.#take(resource, false);
  }

  #take(resource: JsonObject, isSure: boolean): void {
    const id = idOf(resource);
    const known = this.#resources.get(id.uid);
    if (known && !isSure && !isNewer(resource, known)) return;
    const slim = withoutManagedFields(resource);
    this.#resources.set(id.uid, slim);
    this.#tell(id, slim);
  }

  /** Calls the listener at each change of one experiment. */
  listen({uid}: ExperimentId, listener: () => void): () => void {
    const listeners = this.#listeners.get(uid) ?? new Set();
    this.#listeners.set(uid, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(uid);
    };
  }

  /** Wakes who listens to the experiments that are meant, though they have not changed. */
  wake(isMeant: (resource: JsonObject) => boolean): void {
    for (const [uid, listeners] of this.#listeners) {
      const resource = this.#resources.get(uid);
      if (resource && isMeant(resource)) [...listeners].forEach((listener) => listener());
    }
  }

  #forget(resource: JsonObject): void {
    const id = idOf(resource);
    if (!this.#resources.delete(id.uid)) return;
    this.#tell(id, undefined);
  }

  #tell(id: ExperimentId, resource: JsonObject | undefined): void {
    this.onChange(id, resource);
    [...(this.#listeners.get(id.uid) ?? [])].forEach((listener) => listener());
  }
}

/** Asked for many times an iteration, so it takes the shortest way. */
export function idOf({metadata}: JsonObject): ExperimentId {
  const {namespace, name, uid} = isObject(metadata) ? metadata : {};
  return {namespace: textOf(namespace), name: textOf(name), uid: textOf(uid)};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** They are half of a resource, and nobody here reads them. A write without them leaves them as they are. */
function withoutManagedFields(resource: JsonObject): JsonObject {
  const {metadata} = resource;
  if (!isObject(metadata) || metadata.managedFields === undefined) return resource;
  return {...resource, metadata: {...metadata, managedFields: undefined}};
}

/** Numbers grow with every write; what is no number cannot be compared and counts as newer. */
function isNewer(resource: JsonObject, known: JsonObject): boolean {
  const [next, last] = [resource, known].map((each) => new Field(each).get('metadata', 'resourceVersion').text());
  if (next === undefined || last === undefined || !/^\d+$/.test(next) || !/^\d+$/.test(last)) return true;
  return BigInt(next) > BigInt(last);
}
