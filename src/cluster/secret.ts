import {Field} from '../experiment/field.js';
import {SECRETS} from './known-kinds.js';
import {ifThere} from './not-found.js';
import type {Cluster} from './port.js';

export interface Secret {
  readonly labels: ReadonlyMap<string, string>;
  /** Decoded from base64. */
  readonly data: Readonly<Record<string, Uint8Array>>;
}

/** @returns undefined when there is none of that name */
export async function getSecret(cluster: Cluster, namespace: string, name: string): Promise<Secret | undefined> {
  const object = await ifThere(cluster.get(SECRETS, {namespace, name}));
  if (!object) return undefined;
  const root = new Field(object);
  const labels = root.get('metadata', 'labels').entries();
  const data = root.get('data').entries();
  return {
    labels: new Map(labels.map(([key, value]) => [key, value.text() ?? ''])),
    data: Object.fromEntries(data.map(([key, value]) => [key, Buffer.from(value.text() ?? '', 'base64')])),
  };
}
