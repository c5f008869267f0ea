import type {JsonObject} from '../../../src/experiment/json.js';
import type {TestCluster} from '../../support/cluster.js';
import {definitionOf, DEFINITIONS, removeDefinition, untilServed} from './definition.js';

const GROUP = 'serving.knative.dev';
export function knativePath(namespace: string, plural: 'services' | 'revisions'): string {
  return `/apis/${GROUP}/v1/namespaces/${namespace}/${plural}`;
}

/** As much of Knative as an API server needs to keep its objects. */
const KINDS = [
  {group: GROUP, kind: 'Service', plural: 'services', shortNames: ['kservice', 'ksvc'], hasStatus: true},
  {group: GROUP, kind: 'Revision', plural: 'revisions', shortNames: ['rev'], hasStatus: true},
] as const;

export function knativeDefinitions(): JsonObject[] {
  return KINDS.map(definitionOf);
}

/** Makes a real server know Knative, until the tests of the file are over; the embedded one knows it anyway. */
export async function installKnative(cluster: TestCluster): Promise<void> {
  const {client, isReal, atEnd} = cluster;
  if (!isReal) return;
  for (const kind of KINDS) {
    const definition = definitionOf(kind);
    await client.ok('POST', DEFINITIONS, {body: definition});
    atEnd(() => removeDefinition(cluster, `${kind.plural}.${GROUP}`));
    await untilServed(cluster, definition);
  }
}
