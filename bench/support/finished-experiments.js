import {readFile} from 'node:fs/promises';
import {parse} from 'yaml';
import {createNamespace, eachOf} from './api-client.js';
import {importBundled} from './bundle.js';

/** @typedef {import('../../src/experiment/json.js').JsonObject} JsonObject */

const API = 'iter8.tools/v2alpha2';
const NAMESPACES = ['shop', 'search', 'billing', 'media', 'ops'];
/** Requests under way at a time. */
const AT_A_TIME = 16;

/**
 * Creates experiments that have run to their end in simulated time, spread over five namespaces.
 *
 * @param {import('./api-client.js').ApiClient} client
 * @param {number} first number of the first one
 * @param {number} end number after the last one
 * @returns {Promise<{bytes: number}>} the size of one as JSON
 */
export async function createFinished(client, first, end) {
  const {spec, status} = await playedExperiment();
  const numbers = Array.from({length: end - first}, (_, index) => first + index);
  for (const name of NAMESPACES) await createNamespace(client, name);
  await eachOf(numbers, AT_A_TIME, async (number) => {
    const namespace = NAMESPACES[number % NAMESPACES.length];
    const name = `canary-${String(number).padStart(5, '0')}`;
    const path = `/apis/${API}/namespaces/${namespace}/experiments`;
    await client.ok('POST', path, {
      body: {apiVersion: API, kind: 'Experiment', metadata: {name, namespace}, spec},
    });
    const headers = {'content-type': 'application/merge-patch+json'};
    await client.ok('PATCH', `${path}/${name}/status`, {body: {status}, headers});
  });
  return {bytes: JSON.stringify({spec, status}).length};
}

/** The sample canary after all its iterations, as the engine leaves it. @returns {Promise<JsonObject>} */
async function playedExperiment() {
  const {simulateExperiment} = /** @type {typeof import('../../src/engine/simulate/simulate.js')} */ (
    await importBundled("export {simulateExperiment} from './src/engine/simulate/simulate.js'")
  );
  const resource = parse(await readFile('samples/canary-simulated.yaml', 'utf8'));
  const start = new Date('2026-11-22T10:00:00Z');
  const {experiment} = await simulateExperiment({resource, truths: [], seed: 'bench', start});
  if (!experiment) throw new Error('the simulation was stopped');
  return experiment.source;
}
