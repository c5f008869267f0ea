import type {JsonObject} from '../../../src/experiment/json.js';
import type {TestCluster} from '../../support/cluster.js';
import {definitionOf} from './definition.js';
import {until} from './until.js';

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
export async function installKnative({client, namespace, isReal, atEnd}: TestCluster): Promise<void> {
  if (!isReal) return;
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  for (const kind of KINDS) {
    const {plural} = kind;
    await client.ok('POST', path, {body: definitionOf(kind)});
    atEnd(() => client.ok('DELETE', `${path}/${plural}.${GROUP}`));
    const isServed = async () => (await client.request('GET', knativePath(namespace, plural))).status === 200;
    await until(isServed, `the server knows ${plural}`);
  }
}
