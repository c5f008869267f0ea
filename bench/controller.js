import {fork} from 'node:child_process';
import {once} from 'node:events';
import {loadavg} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {machine, runCommand} from './measure.js';
import {apiClient} from './support/api-client.js';
import {startApiServer, wantedServers} from './support/api-servers.js';
import {ControllerProcess} from './support/controller-process.js';
import {histogramQuantile} from './support/histogram.js';
import {createMetric, createRunning, INTERVAL_SECONDS} from './support/running-experiments.js';

const COUNTS = {embedded: [10, 100, 1000, 3000], real: [10, 100, 1000]};
const WARM_UP_MS = 3 * INTERVAL_SECONDS * 1000;
const MEASURED_MS = 1000 * secondsOf(process.argv);
const SAMPLE_MS = 2000;
const MIB = 1024 ** 2;
/** At 1,000 experiments: of the 99th percentile, of the largest resident memory, and of what that grows in a minute. */
const GOAL = {experiments: 1000, lagSeconds: 1, memoryMiB: 400, growthMiB: 20};

/** @typedef {ReadonlyMap<string, number>} Metrics */
/** @typedef {{before: Metrics, after: Metrics, iterations: number, seconds: number, memory: number[], problems: string[]}} Measured */

/**
 * The controller with 10 to 3,000 running experiments at an interval of 10 s, each with one metric of two versions from a
 * backend that takes 5 ms: how late iterations begin, what one costs, and how much memory all take. Numbers of experiments
 * may be given; `--embedded` or `--real` says on which API server, `--seconds=300` for how long.
 */
async function main() {
  const given = process.argv.slice(2).map(Number).filter(Number.isInteger);
  console.log(`${machine()}, load ${loadavg()[0]?.toFixed(1)} before; ${MEASURED_MS / 1000} s at each number`);
  const stub = fork(join(import.meta.dirname, 'support/stub-backend.js'));
  try {
    const [backend] = await once(stub, 'message');
    for (const name of wantedServers()) await measureOn(name, given.length > 0 ? given : COUNTS[name], backend);
  } finally {
    stub.kill();
  }
}

/** @param {readonly string[]} argv */
function secondsOf(argv) {
  const given = argv.find((word) => word.startsWith('--seconds='));
  return given === undefined ? 60 : Number(given.slice('--seconds='.length));
}

/** @param {'embedded' | 'real'} name @param {readonly number[]} counts @param {string} backend */
async function measureOn(name, counts, backend) {
  const server = await startApiServer(name);
  try {
    const {kubeconfig} = server;
    const env = {PATH: process.env.PATH, KUBECONFIG: kubeconfig};
    runCommand({name: 'install', argv: ['bin/run.js', 'install', '--crds-only'], env}, []);
    console.log(`\n${name} API server`);
    console.log(
      'experiments   iterations/s   of those due   lag p50   lag p99   CPU ms/iteration   RSS MiB first → last   load',
    );
    for (const count of counts) print(count, await measure({kubeconfig, count, backend}));
  } finally {
    await server.stop();
  }
}

/** @param {{kubeconfig: string, count: number, backend: string}} setting @returns {Promise<Measured>} */
async function measure({kubeconfig, count, backend}) {
  const namespace = `bench-${count}`;
  const client = await apiClient(kubeconfig);
  await createMetric(client, {namespace, backend});
  const controller = new ControllerProcess({kubeconfig, namespace});
  try {
    while (!(await controller.isReady())) await sleep(50);
    await createRunning(client, {namespace, count});
    await sleep(WARM_UP_MS);
    return await observe(controller);
  } finally {
    await controller.stop();
    client.close();
  }
}

/** @param {ControllerProcess} controller @returns {Promise<Measured>} */
async function observe(controller) {
  const [before, first, begin] = [await controller.metrics(), controller.iterations, performance.now()];
  const memory = [];
  while (performance.now() < begin + MEASURED_MS) {
    await sleep(SAMPLE_MS);
    memory.push(((await controller.metrics()).get('process_resident_memory_bytes') ?? NaN) / MIB);
  }
  const after = await controller.metrics();
  const seconds = (performance.now() - begin) / 1000;
  return {
    before,
    after,
    iterations: controller.iterations - first,
    seconds,
    memory,
    problems: controller.problems,
  };
}

/** @param {number} count @param {Measured} measured */
function print(count, {before, after, iterations, seconds, memory, problems}) {
  const cpu = 'process_cpu_seconds_total';
  const cpuMs = (((after.get(cpu) ?? NaN) - (before.get(cpu) ?? NaN)) * 1000) / iterations;
  const lag = (/** @type {number} */ share) =>
    histogramQuantile('iter8_iteration_lag_seconds', share, {before, after});
  const due = (count * seconds) / INTERVAL_SECONDS;
  const cells = [
    String(count).padStart(11), (iterations / seconds).toFixed(1).padStart(14), `${((100 * iterations) / due).toFixed(0)} %`.padStart(14),
    `${(lag(0.5) * 1000).toFixed(0)} ms`.padStart(9), `${(lag(0.99) * 1000).toFixed(0)} ms`.padStart(9), cpuMs.toFixed(1).padStart(18),
    `${memory.at(0)?.toFixed(0)} → ${memory.at(-1)?.toFixed(0)}`.padStart(22), (loadavg()[0] ?? NaN).toFixed(1).padStart(6),
  ]; // prettier-ignore
  console.log(cells.join(' '));
  if (problems.length > 0) console.log(`  ${problems.length} warnings, the first: ${problems[0]}`);
  if (count === GOAL.experiments) console.log(`  ${goalWords(lag(0.99), iterations / due, memory)}`);
}

/** @param {number} lagSeconds @param {number} done share of the iterations that were due @param {number[]} memory */
function goalWords(lagSeconds, done, memory) {
  const largest = Math.max(...memory);
  const growth = mean(memory.slice(-5)) - mean(memory.slice(0, 5));
  const isMet = lagSeconds < GOAL.lagSeconds && done > 0.95 && largest < GOAL.memoryMiB && growth < GOAL.growthMiB;
  return `goal (p99 < ${GOAL.lagSeconds} s, < ${GOAL.memoryMiB} MiB, flat): ${isMet ? 'met' : 'missed'}; at most ${largest.toFixed(0)} MiB, grown by ${growth.toFixed(0)}`;
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

await main();
