import {LEASES} from '../../../cluster/known-kinds.js';
import type {Cluster} from '../../../cluster/port.js';
import {type Lease, leaseOf} from '../../../engine/controller/lease.js';
import {Field} from '../../../experiment/field.js';
import type {JsonObject} from '../../../experiment/json.js';
import {identityOf} from '../../stored-experiment.js';
import {COMMIT_LABEL, COMMIT_TIME_ANNOTATION, SERVICE_LABEL} from '../names.js';
import type {Place, Queue} from './order.js';

/** A place, and the Lease that it stands for. */
export interface LeasedPlace extends Place {
  readonly lease: Lease;
}

export interface LeasedQueue extends Queue {
  readonly waiting: readonly LeasedPlace[];
  readonly holder: LeasedPlace | undefined;
}

/** The Lease of whoever has the turn; no Service and no identity has a dot in its name. */
export function lockName(service: string): string {
  return `iter8-pipeline.${service}`;
}

export function ticketName(service: string, identity: string): string {
  return `${lockName(service)}.${identity}`;
}

/** The queue of a Service as it is now, and then at each change, until the signal aborts. */
export async function* watchQueue(
  cluster: Cluster,
  service: string,
  signal: AbortSignal,
): AsyncGenerator<LeasedQueue, void, undefined> {
  const places = new Map<string, LeasedPlace>();
  let isSynced = false;
  const selection = {namespace: cluster.namespace, labelSelector: `${SERVICE_LABEL}=${service}`};
  for await (const event of cluster.watch(LEASES, selection, signal)) {
    if (event.kind === 'interrupted' || event.kind === 'resumed') continue;
    if (event.kind === 'synced') isSynced = true;
    else if (event.kind === 'deleted') places.delete(identityOf(event.object).name);
    else places.set(identityOf(event.object).name, placeOf(event.object));
    if (isSynced) yield queueOf(places, lockName(service));
  }
}

function queueOf(places: ReadonlyMap<string, LeasedPlace>, lock: string): LeasedQueue {
  return {waiting: [...places.values()].filter(({name}) => name !== lock), holder: places.get(lock)};
}

function placeOf(object: JsonObject): LeasedPlace {
  const lease = leaseOf(object);
  const metadata = new Field(object).get('metadata');
  const arrivedAt = metadata.get('creationTimestamp').time() ?? LONG_AGO;
  const committedAt = new Date(lease.annotations[COMMIT_TIME_ANNOTATION] ?? '');
  return {
    name: identityOf(object).name,
    commit: lease.annotations[COMMIT_LABEL] ?? '',
    committedAt: Number.isNaN(committedAt.getTime()) ? arrivedAt : committedAt,
    arrivedAt,
    renewedAt: lease.renewedAt ?? LONG_AGO,
    lease,
  };
}

const LONG_AGO = new Date(0);
