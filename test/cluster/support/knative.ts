import type {JsonObject} from '../../../src/experiment/json.js';
import type {TestCluster} from '../../support/cluster.js';
import {until} from './until.js';

const GROUP = 'serving.knative.dev';
const SHORT_NAMES: Readonly<Record<string, string[]>> = {services: ['kservice', 'ksvc'], revisions: ['rev']};

/** As much of Knative as an API server needs to keep its objects. */
function definition(kind: string, plural: string): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {name: `${plural}.${GROUP}`},
    spec: {
      group: GROUP,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames: SHORT_NAMES[plural] ?? [],
      },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: {status: {}},
          schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
        },
      ],
    },
  };
}

export function knativePath(namespace: string, plural: 'services' | 'revisions'): string {
  return `/apis/${GROUP}/v1/namespaces/${namespace}/${plural}`;
}

const PLURALS = [
  ['Service', 'services'],
  ['Revision', 'revisions'],
] as const;

export function knativeDefinitions(): JsonObject[] {
  return PLURALS.map(([kind, plural]) => definition(kind, plural));
}

/** Makes a real server know Knative, until the tests of the file are over; the embedded one knows it anyway. */
export async function installKnative({client, namespace, isReal, atEnd}: TestCluster): Promise<void> {
  if (!isReal) return;
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  for (const [kind, plural] of PLURALS) {
    await client.ok('POST', path, {body: definition(kind, plural)});
    atEnd(() => client.ok('DELETE', `${path}/${plural}.${GROUP}`));
    const isServed = async () => (await client.request('GET', knativePath(namespace, plural))).status === 200;
    await until(isServed, `the server knows ${plural}`);
  }
}
