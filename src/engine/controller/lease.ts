import {ConflictError} from '../../cluster/conflict-error.js';
import {LEASES} from '../../cluster/known-kinds.js';
import {ifThere, isNotFound} from '../../cluster/not-found.js';
import type {Cluster, ObjectName} from '../../cluster/port.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';

/** Held by the controller that leads, in the namespace where it is installed. */
export const LEASE_NAME = 'iter8ctl-controller';

/** A Lease as it stands in the cluster. */
export interface Lease {
  /** Empty when nobody holds it. */
  readonly holder: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** When its holder last said that it goes on, by its holder's clock; undefined: nobody has said. */
  readonly renewedAt: Date | undefined;
  /** Changes with every renewal. */
  readonly resourceVersion: string;
  readonly uid: string;
}

/** What a Lease is to say. */
export interface LeaseContent {
  readonly holder: string;
  readonly durationSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly JsonObject[];
}

export async function readLease(
  cluster: Cluster,
  name: ObjectName,
  signal?: AbortSignal,
): Promise<Lease | undefined> {
  const object = await ifThere(cluster.get(LEASES, name, {signal}));
  return object && leaseOf(object);
}

/**
 * Creates the Lease, or replaces the one that was read.
 *
 * @param known as it was read; undefined: there was none
 * @returns undefined when somebody else was faster, who may have removed it too
 */
export async function writeLease(
  cluster: Cluster,
  name: ObjectName,
  {
    content,
    known,
    now,
    signal,
  }: {content: LeaseContent; known: Lease | undefined; now: Date; signal?: AbortSignal},
): Promise<Lease | undefined> {
  const object = leaseObject(name, content, known, now);
  try {
    const written = known ? cluster.replace(LEASES, object, {signal}) : cluster.create(LEASES, object, {signal});
    return leaseOf(await written);
  } catch (error) {
    if (error instanceof ConflictError || (known && isNotFound(error))) return undefined;
    throw error;
  }
}

/** Removes the Lease if it is still the one that was read. */
export async function deleteLease(
  cluster: Cluster,
  name: ObjectName,
  {uid, resourceVersion}: Lease,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await cluster.delete(LEASES, name, {uid, resourceVersion, signal});
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error; // somebody else has it now
  }
}

/** Reads a Lease that was listed or watched. */
export function leaseOf(object: JsonObject): Lease {
  const root = new Field(object);
  const metadata = root.get('metadata');
  return {
    holder: root.get('spec', 'holderIdentity').text() ?? '',
    annotations: Object.fromEntries(
      metadata
        .get('annotations')
        .entries()
        .map(([key, value]) => [key, value.text() ?? '']),
    ),
    renewedAt: root.get('spec', 'renewTime').time(),
    resourceVersion: metadata.get('resourceVersion').requiredText(),
    uid: metadata.get('uid').requiredText(),
  };
}

function leaseObject(
  {namespace, name}: ObjectName,
  {holder, durationSeconds, labels, annotations, ownerReferences}: LeaseContent,
  known: Lease | undefined,
  now: Date,
): JsonObject {
  const time = now.toISOString().replace('Z', '000Z'); // microseconds, as Kubernetes writes them
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace,
      ...(labels && {labels}),
      ...(annotations && {annotations}),
      ...(ownerReferences && {ownerReferences}),
      ...(known && {resourceVersion: known.resourceVersion}),
    },
    spec: {
      holderIdentity: holder,
      acquireTime: time,
      renewTime: time,
      ...(durationSeconds !== undefined && {leaseDurationSeconds: durationSeconds}),
    },
  };
}
