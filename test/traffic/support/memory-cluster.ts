import {isDeepStrictEqual} from 'node:util';
import {applyPatch, type Operation} from 'rfc6902';
import type {Cluster, ObjectName, Patch, ResourceKind} from '../../../src/cluster/port.js';
import {Iter8Error} from '../../../src/errors.js';
import {Field} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';

/** What a test may do to a cluster of objects in memory. */
export interface Interference {
  /** Before a patch arrives: somebody else changes the object. */
  readonly beforePatch?: (object: JsonObject) => JsonObject;
  /** A webhook or a controller that changes what was written. */
  readonly afterPatch?: (object: JsonObject) => JsonObject;
  /** Instead of the patch of an object of this name. */
  readonly failure?: {readonly name: string; readonly error: Error};
}

/** The part of a cluster that weights need: kinds that are there because objects of them are, get, and JSON patch. */
export class MemoryCluster {
  /** Everything that was written, in order. */
  readonly patches: {readonly name: string; readonly patch: Patch}[] = [];
  readonly objects: Map<string, JsonObject>;

  constructor(
    objects: readonly JsonObject[],
    private readonly interference: Interference = {},
  ) {
    this.objects = new Map(objects.map((object) => [keyOf(object), object]));
  }

  get port(): Cluster {
    const missing = (): never => {
      throw new Error('this cluster cannot do that');
    };
    return {
      server: 'memory',
      namespace: 'default',
      user: undefined,
      findKind: async (wanted) => this.kinds().find((kind) => isWanted(kind, wanted)),
      get: async (kind, name, call) => {
        call?.signal?.throwIfAborted();
        return this.read(kind, name);
      },
      patch: async (kind, name, patch) => this.write(kind, name, patch),
      findResource: missing,
      list: missing,
      table: missing,
      watch: missing,
      create: missing,
      replace: missing,
      delete: missing,
      getText: missing,
      close: missing,
    };
  }

  private kinds(): ResourceKind[] {
    return [...this.objects.values()].map((object) => {
      const {apiVersion, kind} = object as {apiVersion: string; kind: string};
      const [version = '', group = ''] = apiVersion.split('/').reverse();
      const isNamespaced = new Field(object).get('metadata', 'namespace').exists;
      return {group, version, kind, plural: `${kind.toLowerCase()}s`, isNamespaced};
    });
  }

  private read({kind}: ResourceKind, {namespace, name}: ObjectName): JsonObject {
    const object = this.objects.get(`${kind} ${namespace ?? ''}/${name}`);
    if (object) return object;
    throw new Iter8Error('NOT_FOUND', `no ${kind} "${name}" in namespace "${namespace ?? ''}"`);
  }

  private write(kind: ResourceKind, name: ObjectName, patch: Patch): JsonObject {
    const {beforePatch, afterPatch, failure} = this.interference;
    if (failure?.name === name.name) throw failure.error;
    if (beforePatch) this.store(beforePatch(this.read(kind, name)));
    if (patch.kind !== 'json') throw new Error('weights are written by JSON patch');
    const object = structuredClone(this.read(kind, name));
    const [error] = applyPatch(object, [...patch.operations] as Operation[]).filter((result) => result !== null);
    if (error) throw new Iter8Error('INVALID', `the server rejected our request: ${error.message}`);
    this.patches.push({name: name.name, patch});
    const changed = afterPatch ? afterPatch(object) : object;
    return this.store(withNewGeneration(changed, this.read(kind, name)));
  }

  private store(object: JsonObject): JsonObject {
    this.objects.set(keyOf(object), object);
    return object;
  }
}

/** As a server numbers changes: each by resourceVersion, those of the spec by generation. */
function withNewGeneration(object: JsonObject, before: JsonObject): JsonObject {
  const metadata = object.metadata as {generation?: number; resourceVersion: string};
  const resourceVersion = String(Number(metadata.resourceVersion) + 1);
  const isNewSpec = !isDeepStrictEqual(object.spec, before.spec);
  const generation = (metadata.generation ?? 0) + (isNewSpec ? 1 : 0);
  return {...object, metadata: {...metadata, resourceVersion, ...('generation' in metadata && {generation})}};
}

/** An object but for the numbers that a server gives to changes. */
export function contentOf(object: JsonObject): JsonObject {
  return {...object, metadata: {...(object.metadata as JsonObject), resourceVersion: '', generation: 0}};
}

function keyOf(object: JsonObject): string {
  const {kind, metadata} = object as {kind: string; metadata: {namespace?: string; name: string}};
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

function isWanted(
  kind: ResourceKind,
  wanted: {group: string; kind: string; version?: string | undefined},
): boolean {
  return (
    kind.group === wanted.group && kind.kind === wanted.kind && kind.version === (wanted.version ?? kind.version)
  );
}
