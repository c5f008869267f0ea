import type {Cluster, ResourceKind} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import type {JsonObject} from '../experiment/json.js';
import type {WeightReference} from './references.js';

/** An object with the weights of one or more versions. */
export interface Target {
  readonly references: readonly WeightReference[];
  /** Says which object it is, as all of them do. */
  readonly first: WeightReference;
}

/** The objects that references name, in the order of their first versions. */
export function targetsOf(references: readonly WeightReference[]): readonly Target[] {
  const byObject = new Map<string, [WeightReference, ...WeightReference[]]>();
  for (const reference of references) {
    const {apiVersion, kind, namespace, name} = reference;
    const key = [apiVersion, kind, namespace, name].join(' ');
    const others = byObject.get(key);
    if (others) others.push(reference);
    else byObject.set(key, [reference]);
  }
  return [...byObject.values()].map((all) => ({first: all[0], references: all}));
}

/** @throws Iter8Error NOT_FOUND also when the cluster serves no such kind, FORBIDDEN when it belongs to no namespace */
export async function readTarget(
  cluster: Cluster,
  {first}: Target,
  signal: AbortSignal | undefined,
): Promise<{readonly kind: ResourceKind; readonly object: JsonObject}> {
  const {group, apiVersion} = first;
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const kind = await cluster.findKind({group, version, kind: first.kind}, {signal});
  const where = `the weight of version ${JSON.stringify(first.version)} is in a ${first.kind} of ${apiVersion}`;
  if (!kind) {
    throw new Iter8Error('NOT_FOUND', `${where}, which the cluster does not serve`, 'see: kubectl api-resources');
  }
  if (!kind.isNamespaced) throw new Iter8Error('FORBIDDEN', `${where}, which belongs to no namespace`);
  return {kind, object: await cluster.get(kind, {namespace: first.namespace, name: first.name}, {signal})};
}
