import {importBundled} from './bundle.js';

/** The embedded API server in a process of its own: writes its kubeconfig to the path it is given, then says so. */
const {startApiServer} = /** @type {typeof import('../../src/local/apiserver/start.js')} */ (
  await importBundled("export {startApiServer} from './src/local/apiserver/start.js'")
);

process.once('disconnect', () => process.exit()); // never outlives the benchmark
const server = await startApiServer();
await server.writeKubeconfig(process.argv[2] ?? '');
process.send?.('ready');
