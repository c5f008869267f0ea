import {Field} from '../experiment/field.js';
import {ifThere} from './not-found.js';
import type {Cluster, ResourceKind} from './port.js';

/** Known without discovery, so that whoever may only get Secrets can. */
const SECRET_KIND: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  isNamespaced: true,
};

export interface Secret {
  readonly labels: ReadonlyMap<string, string>;
  /** Decoded from base64. */
  readonly data: Readonly<Record<string, Uint8Array>>;
}

/** @returns undefined when there is none of that name */
export async function getSecret(cluster: Cluster, namespace: string, name: string): Promise<Secret | undefined> {
  const object = await ifThere(cluster.get(SECRET_KIND, {namespace, name}));
  if (!object) return undefined;
  const root = new Field(object);
  const labels = root.get('metadata', 'labels').entries();
  const data = root.get('data').entries();
  return {
    labels: new Map(labels.map(([key, value]) => [key, value.text() ?? ''])),
    data: Object.fromEntries(data.map(([key, value]) => [key, Buffer.from(value.text() ?? '', 'base64')])),
  };
}
