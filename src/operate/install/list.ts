import {ifThere} from '../../cluster/not-found.js';
import type {Cluster, ResourceKind, Selection} from '../../cluster/port.js';
import type {JsonObject} from '../../experiment/json.js';

/** None where the server does not know the kind. */
export async function listIfServed(
  cluster: Cluster,
  kind: ResourceKind,
  selection: Selection,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  const list = await ifThere(cluster.list(kind, selection, {signal}));
  return list?.items ?? [];
}
