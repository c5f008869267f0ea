import {rmSync} from 'node:fs';
import {dirname} from 'node:path';
import {importBundled} from './bundle.js';

/**
 * The embedded API server in a process of its own: writes its kubeconfig to the path it is given, then says so. It never
 * outlives the benchmark, nor does the folder of the kubeconfig.
 */
const {startApiServer} = /** @type {typeof import('../../src/local/apiserver/start.js')} */ (
  await importBundled("export {startApiServer} from './src/local/apiserver/start.js'")
);

const [, , kubeconfig = ''] = process.argv;
process.once('disconnect', () => {
  rmSync(dirname(kubeconfig), {recursive: true, force: true});
  process.exit();
});
const server = await startApiServer();
await server.writeKubeconfig(kubeconfig);
process.send?.('ready');
