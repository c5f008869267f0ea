import type {JsonObject} from '../../../src/experiment/json.js';
import {nameOf} from '../../../src/local/apiserver/object.js';
import {meshDefinitions} from '../../../src/local/workloads/mesh/definitions.js';
import type {TestCluster} from '../../support/cluster.js';
import {until} from './until.js';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Makes the server know what a mesh is told by; a definition of another test stays. */
export async function installMesh({client, namespace}: TestCluster): Promise<void> {
  for (const definition of meshDefinitions()) {
    const {status, body} = await client.request('POST', DEFINITIONS, {body: definition});
    if (status >= 300 && status !== 409) throw new Error(body.message);
    const path = pathOf(definition, namespace);
    await until(
      async () => (await client.request('GET', path)).status === 200,
      `the server knows ${nameOf(definition)}`,
    );
  }
}

function pathOf(definition: JsonObject, namespace: string): string {
  const [plural = '', ...group] = nameOf(definition).split('.');
  return `/apis/${group.join('.')}/v1/namespaces/${namespace}/${plural}`;
}
