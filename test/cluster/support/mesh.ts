import {meshDefinitions} from '../../../src/local/workloads/mesh/definitions.js';
import type {TestCluster} from '../../support/cluster.js';
import {DEFINITIONS, untilServed} from './definition.js';

/** Makes the server know what a mesh is told by, unless another test has done so. */
export async function installMesh({client}: Pick<TestCluster, 'client'>): Promise<void> {
  await Promise.all(
    meshDefinitions().map(async (definition) => {
      const {status, body} = await client.request('POST', DEFINITIONS, {body: definition});
      if (status >= 300 && status !== 409) throw new Error(body.message);
      await untilServed({client}, definition);
    }),
  );
}
