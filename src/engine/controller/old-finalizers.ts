import {ConflictError} from '../../cluster/conflict-error.js';
import {isNotFound} from '../../cluster/not-found.js';
import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {lastingFinalizers} from '../../experiment/convert/metadata.js';
import {isObject, type Json, type JsonObject} from '../../experiment/json.js';
import type {ExperimentId} from './experiment-cache.js';

export interface OldFinalizersOptions {
  readonly cluster: Cluster;
  /** Of Experiments. */
  readonly kind: ResourceKind;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Told each time when a finalizer stays. */
  readonly onProblem: (id: ExperimentId, error: unknown) => void;
}

const PAUSE_MS = 60_000;

/** Takes the finalizers of engines that are gone off Experiments that are being deleted, which would wait for ever. */
export class OldFinalizers {
  readonly #underWay = new Set<string>();

  constructor(
    private readonly options: OldFinalizersOptions,
    private readonly signal: AbortSignal,
  ) {}

  /** Sees to an Experiment as it was last seen; what cannot be done now is done later. */
  consider(id: ExperimentId, resource: JsonObject | undefined): void {
    const value = resource && changeOf(resource);
    if (!value || this.#underWay.has(id.uid)) return;
    this.#underWay.add(id.uid);
    void this.#take(id, value).finally(() => this.#underWay.delete(id.uid));
  }

  async #take(id: ExperimentId, value: JsonObject): Promise<void> {
    const {cluster, kind, sleep, onProblem} = this.options;
    const {signal} = this;
    for (;;) {
      try {
        await cluster.patch(kind, id, {kind: 'merge', value}, {signal});
        return;
      } catch (error) {
        const isChanged = error instanceof ConflictError || isNotFound(error); // which the watch tells
        if (isChanged || signal.aborted) return;
        onProblem(id, error);
      }
      await sleep(PAUSE_MS, signal);
    }
  }
}

/** @returns undefined when nothing is to be done */
function changeOf({metadata}: JsonObject): JsonObject | undefined {
  if (!isObject(metadata) || metadata.deletionTimestamp === undefined) return undefined;
  const {finalizers: present, resourceVersion} = metadata;
  if (!Array.isArray(present)) return undefined;
  const finalizers = lastingFinalizers(present as readonly Json[]);
  return finalizers.length < present.length ? {metadata: {finalizers, resourceVersion}} : undefined;
}
