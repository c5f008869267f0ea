import {meshDefinitions} from '../../../src/local/workloads/mesh/definitions.js';
import type {TestCluster} from '../../support/cluster.js';
import {DEFINITIONS, untilServed} from './definition.js';

/** Makes the server know what a mesh is told by; a definition of another test stays. */
export async function installMesh({client}: TestCluster): Promise<void> {
  for (const definition of meshDefinitions()) {
    const {status, body} = await client.request('POST', DEFINITIONS, {body: definition});
    if (status >= 300 && status !== 409) throw new Error(body.message);
    await untilServed({client}, definition);
  }
}
