import type {Cluster, ResourceKind, Selection} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';

/** None where the server does not know the kind. */
export async function listIfServed(
  cluster: Cluster,
  kind: ResourceKind,
  selection: Selection,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  try {
    return (await cluster.list(kind, selection, {signal})).items;
  } catch (error) {
    if (error instanceof Iter8Error && error.code === 'NOT_FOUND') return [];
    throw error;
  }
}
