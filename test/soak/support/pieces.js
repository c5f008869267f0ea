import {importBundled} from '../../../bench/support/bundle.js';

/**
 * What the soak takes of our TypeScript.
 *
 * @typedef {typeof import('../../support/api-client.js') & typeof import('../../support/kubeconfig.js')
 *   & typeof import('../../cluster/support/routers.js') & typeof import('../../cluster/support/definition.js')
 *   & typeof import('../../cluster/support/mesh.js')
 *   & typeof import('../../../src/operate/install/crds.js')
 *   & typeof import('../../../src/metrics/mock/random.js')} Pieces
 */

export const {
  ApiClient,
  readKubeconfig,
  writeKubeconfig,
  createRouter,
  installMesh,
  weightReference,
  customResourceDefinitions,
  seededRandom,
  untilServed,
} = /** @type {Pieces} */ (
  await importBundled(`
    export * from './test/support/api-client.js';
    export * from './test/support/kubeconfig.js';
    export * from './test/cluster/support/routers.js';
    export * from './test/cluster/support/definition.js';
    export * from './test/cluster/support/mesh.js';
    export * from './src/operate/install/crds.js';
    export * from './src/metrics/mock/random.js';`)
);
