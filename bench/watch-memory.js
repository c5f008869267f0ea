import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {loadavg, tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parse} from 'yaml';
import {machine, median, runCommand} from './measure.js';
import {apiClient} from './support/api-client.js';
import {startApiServer} from './support/api-servers.js';
import {importBundled} from './support/bundle.js';
import {openWatch} from './support/watch-terminal.js';

const EXPERIMENTS = '/apis/iter8.tools/v2alpha2/namespaces/default/experiments';
const CHANGES_PER_SECOND = 10;
const INTERVAL_SECONDS = 10;
const HOUR_SECONDS = 3600;
const LOOK_SECONDS = 30;
const MIB = 1024 ** 2;
/** Between the second and the last quarter of the time. */
const GROWTH_GOAL_MIB = 1;

/** @typedef {import('../src/experiment/json.js').JsonObject} JsonObject */

/**
 * The memory of `watch` on a terminal, looked at every half minute after its heap was cleared, while the cluster shows it
 * what the engine writes in an hour of simulated time, ten changes a second, again and again. `--minutes=10` says how long.
 */
async function main() {
  const minutes = Number(process.argv.find((word) => word.startsWith('--minutes='))?.slice(10) ?? 10);
  const states = await simulatedHour();
  const server = await startApiServer('embedded');
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-memory-'));
  console.log(
    `${machine()}, load ${loadavg()[0]?.toFixed(1)} before; ${states.length} changes in a simulated hour\n`,
  );
  try {
    const replay = await Replay.begin(server.kubeconfig, states);
    await observe(replay, {kubeconfig: server.kubeconfig, heapFile: join(folder, 'heap'), seconds: 60 * minutes});
    replay.end();
  } finally {
    await server.stop();
    await rm(folder, {recursive: true});
  }
}

/** What the engine writes until just before the end. @returns {Promise<JsonObject[]>} */
async function simulatedHour() {
  const engine = /** @type {typeof import('../src/engine/simulate/simulate.js')} */ (
    await importBundled("export {simulateExperiment} from './src/engine/simulate/simulate.js';")
  );
  const resource = parse(await readFile('samples/canary-simulated.yaml', 'utf8'));
  resource.metadata = {name: 'bench', namespace: 'default'};
  resource.spec.duration = {intervalSeconds: INTERVAL_SECONDS, iterationsPerLoop: HOUR_SECONDS / INTERVAL_SECONDS};
  /** @type {JsonObject[]} */
  const states = [];
  await engine.simulateExperiment({
    resource,
    truths: [],
    seed: 'memory',
    start: new Date(),
    onWrite: ({source, status}) => void (status.stage === 'Completed' || states.push(source)),
  });
  return states;
}

/** Shows the states of an hour in the cluster, one after the other, and begins anew. */
class Replay {
  changes = 0;

  /** @param {import('./support/api-client.js').ApiClient} client @param {readonly JsonObject[]} states */
  constructor(client, states) {
    this.client = client;
    this.states = states;
  }

  /** @param {string} kubeconfig @param {readonly JsonObject[]} states */
  static async begin(kubeconfig, states) {
    const env = {PATH: process.env.PATH, KUBECONFIG: kubeconfig};
    runCommand({name: 'install', argv: ['bin/run.js', 'install', '--crds-only'], env}, []);
    const client = await apiClient(kubeconfig);
    await client.ok('POST', EXPERIMENTS, {body: {...states[0], status: undefined}});
    return new Replay(client, states);
  }

  get hours() {
    return this.changes / this.states.length;
  }

  async next() {
    const status = this.states[this.changes % this.states.length]?.status;
    const headers = {'content-type': 'application/json-patch+json'};
    await this.client.ok('PATCH', `${EXPERIMENTS}/bench/status`, {
      body: [{op: 'add', path: '/status', value: status}],
      headers,
    });
    this.changes += 1;
  }

  /** @param {number} seconds */
  async play(seconds) {
    for (const end = performance.now() + 1000 * seconds; performance.now() < end;) {
      await this.next();
      await sleep(1000 / CHANGES_PER_SECOND);
    }
  }

  end() {
    this.client.close();
  }
}

/** @param {Replay} replay @param {{kubeconfig: string, heapFile: string, seconds: number}} options */
async function observe(replay, {kubeconfig, heapFile, seconds}) {
  const heap = {HEAP_FILE: heapFile, HEAP_SECONDS: String(LOOK_SECONDS)};
  const env = {PATH: process.env.PATH, KUBECONFIG: kubeconfig, LANG: 'C.UTF-8', TERM: 'xterm-256color', ...heap};
  await replay.next();
  const watch = openWatch('bench', env, ['--expose-gc', '--import', resolve('bench/support/report-heap.js')]);
  await watch.shows('iteration');
  console.log('minutes   simulated hours   heap MiB   resident MiB');
  try {
    for (const begin = performance.now(); performance.now() < begin + 1000 * seconds;) {
      await replay.play(LOOK_SECONDS + 1);
      const [heapMiB, residentMiB] = (await looks(heapFile)).at(-1) ?? [];
      print((performance.now() - begin) / 60_000, replay.hours, [heapMiB ?? NaN, residentMiB ?? NaN]);
    }
    conclude((await looks(heapFile)).map(([heapMiB]) => heapMiB));
  } finally {
    await watch.close();
  }
}

/** What the process has said so far: its heap and its resident memory, in MiB. @param {string} file @returns {Promise<[number, number][]>} */
async function looks(file) {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const {heapUsed, rss} = JSON.parse(line);
    return [heapUsed / MIB, rss / MIB];
  });
}

/** @param {number} minutes @param {number} hours @param {[number, number]} memory */
function print(minutes, hours, [heapMiB, residentMiB]) {
  const cells = [minutes.toFixed(1).padStart(7), hours.toFixed(2).padStart(17)];
  console.log(...cells, heapMiB.toFixed(2).padStart(10), residentMiB.toFixed(0).padStart(14));
}

/** @param {readonly number[]} heaps */
function conclude(heaps) {
  const quarter = Math.floor(heaps.length / 4);
  const growth = median(heaps.slice(-quarter)) - median(heaps.slice(quarter, 2 * quarter));
  const words = growth <= GROWTH_GOAL_MIB ? 'met' : 'missed';
  console.log(
    `\nheap, from the second to the last quarter: ${growth.toFixed(2)} MiB; goal ${GROWTH_GOAL_MIB}: ${words}`,
  );
}

await main();
