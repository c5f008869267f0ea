import {subscribe} from 'node:diagnostics_channel';
import {pathToFileURL} from 'node:url';
import {importBundled} from '../../../bench/support/bundle.js';
import {setClock} from './probe.js';

/**
 * The controller as `iter8ctl controller` makes it, with the client of a real cluster, but in time that goes by faster, and
 * stands still while an answer is awaited. `node swift-controller.js KUBECONFIG SPEED`
 */

/**
 * @typedef {typeof import('../../faults/support/controllers.js') & typeof import('../../faults/support/swift-time.js')
 *   & typeof import('../../../src/cluster/client.js')} Pieces
 */

const SOURCE = `
  export * from './test/faults/support/controllers.js';
  export * from './test/faults/support/swift-time.js';
  export * from './src/cluster/client.js';`;
const JQ = pathToFileURL('src/metrics/jq/worker.js').href; // a thread begins with a file

const [, , kubeconfig = '', speed] = process.argv;
const {SwiftTime, keepController, openCluster} = /** @type {Pieces} */ (
  await importBundled(SOURCE, {'./worker.js': JQ})
);
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
let inFlight = 0;
subscribe('http.client.request.start', (message) => {
  const {request} = /** @type {{request: import('node:http').ClientRequest}} */ (message);
  if (request.path.includes('watch=true')) return;
  inFlight += 1;
  request.once('close', () => (inFlight -= 1));
});
const time = new SwiftTime(Number(speed), () => inFlight > 0);
setClock(() => time.now().getTime());
const cluster = await openCluster({kubeconfig, env: {}, clock: time.clock(Math.random)});
const log = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);
await keepController({identity: 'soak', cluster, hasElection: true, time, log}, stopping.signal);
time.stop();
cluster.close();
