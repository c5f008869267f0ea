import {fork} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {runCommand} from './measure.js';
import {currentLoad, isQuick, report} from './report.js';
import {apiClient} from './support/api-client.js';
import {startApiServer, wantedServers} from './support/api-servers.js';
import {ControllerProcess} from './support/controller-process.js';
import {histogramQuantile} from './support/histogram.js';
import {createMetric, createRunning, INTERVAL_SECONDS} from './support/running-experiments.js';

const COUNTS = {embedded: [10, 100, 1000, 3000], real: [10, 100, 1000]};
const WARM_UP_MS = (isQuick() ? 0.5 : 2) * INTERVAL_SECONDS * 1000;
const MEASURED_MS = 1000 * secondsOf(process.argv);
const SAMPLE_MS = 2000;
const MIB = 1024 ** 2;
/** At 1,000 experiments: of the 99th percentile, of the largest resident memory, and of what that grows in a minute. */
const GOAL = {experiments: 1000, lagSeconds: 1, leftOutPercent: 5, memoryMiB: 400, growthMiB: 20};
/** Of the CPU of an iteration, where there are more experiments: its own noise, so that all of it grows linearly. */
const MOST_GROWTH = 1.15;

/** @typedef {ReadonlyMap<string, number>} Metrics */
/** @typedef {{count: number, before: Metrics, after: Metrics, iterations: number, seconds: number, memory: number[], load: number, problems: string[]}} Measured */

/**
 * The controller with 10 to 3,000 running experiments at an interval of 10 s, each with one metric of two versions from a
 * backend that takes 5 ms: how late iterations begin, what one costs, and how much memory all take. Numbers of experiments
 * may be given; `--embedded` or `--real` says on which API server, `--seconds=300` for how long.
 */
async function main() {
  const given = process.argv.slice(2).map(Number).filter(Number.isInteger);
  const countsOf = (/** @type {'embedded' | 'real'} */ name) => {
    if (given.length > 0) return given;
    return isQuick() ? [10] : COUNTS[name];
  };
  const stub = fork(join(import.meta.dirname, 'support/stub-backend.js'));
  try {
    const [backend] = await once(stub, 'message');
    for (const name of wantedServers()) await measureOn(name, countsOf(name), backend);
  } finally {
    stub.kill();
  }
}

/** @param {readonly string[]} argv */
function secondsOf(argv) {
  const given = argv.find((word) => word.startsWith('--seconds='));
  if (given === undefined) return isQuick() ? 10 : 60;
  return Number(given.slice('--seconds='.length));
}

/** @param {'embedded' | 'real'} name @param {readonly number[]} counts @param {string} backend */
async function measureOn(name, counts, backend) {
  const server = await startApiServer(name);
  try {
    const {kubeconfig} = server;
    const env = {PATH: process.env.PATH, KUBECONFIG: kubeconfig};
    runCommand({name: 'install', argv: ['bin/run.js', 'install', '--crds-only'], env}, []);
    const load = currentLoad();
    const measured = [];
    for (const count of counts) measured.push(await measure({kubeconfig, count, backend}));
    report(controllerTable(name, load, measured));
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
    return {count, ...(await observe(controller))};
  } finally {
    await controller.stop();
    client.close();
  }
}

/** @param {ControllerProcess} controller @returns {Promise<Omit<Measured, 'count'>>} */
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
    load: currentLoad(),
    problems: controller.problems,
  };
}

/**
 * @param {string} server
 * @param {number} load
 * @param {readonly Measured[]} measured
 * @returns {import('./layout.js').Table}
 */
function controllerTable(server, load, measured) {
  const summaries = measured.map(summarise);
  for (const {problems} of measured) if (problems[0]) console.log(`${problems.length} warnings: ${problems[0]}`);
  return {
    title: `The controller, on the ${server} API server`,
    setting: `Running experiments at an interval of ${INTERVAL_SECONDS} s, each with one metric of two versions from a backend that takes 5 ms; ${MEASURED_MS / 1000} s at each number after ${WARM_UP_MS / 1000} s to warm up, the API server and the backend on the same processors; the lag is how late an iteration begins`,
    load,
    columns: [
      {name: 'experiments', digits: 0}, {name: 'iterations/s', digits: 1}, {name: '% of those due', digits: 0}, {name: 'lag p50 ms', digits: 0},
      {name: 'lag p99 ms', digits: 0}, {name: 'CPU ms/iteration', digits: 1}, {name: 'most MiB', digits: 0}, {name: 'grown MiB', digits: 0}, {name: 'load after', digits: 1}, {name: 'looked at'},
    ], // prettier-ignore
    rows: summaries.flatMap((summary, index) => controllerRows(server, summary, summaries[index - 1])),
  };
}

/** @typedef {ReturnType<typeof summarise>} Summary */

/** @param {Measured} measured */
function summarise({count, before, after, iterations, seconds, memory, load}) {
  const cpu = 'process_cpu_seconds_total';
  const lag = (/** @type {number} */ share) =>
    1000 * histogramQuantile('iter8_iteration_lag_seconds', share, {before, after});
  return {
    count,
    perSecond: iterations / seconds,
    share: (100 * iterations * INTERVAL_SECONDS) / (count * seconds),
    lag50: lag(0.5),
    lag99: lag(0.99),
    cpuMs: (((after.get(cpu) ?? NaN) - (before.get(cpu) ?? NaN)) * 1000) / iterations,
    mostMiB: Math.max(...memory),
    grownMiB: mean(memory.slice(-5)) - mean(memory.slice(0, 5)),
    load,
  };
}

/**
 * A row with the cost of an iteration beside that with fewer experiments, and one for each goal of the number that has some.
 *
 * @param {string} server
 * @param {Summary} summary
 * @param {Summary | undefined} fewer
 * @returns {import('./layout.js').Row[]}
 */
function controllerRows(server, summary, fewer) {
  const {count, perSecond, share, lag50, lag99, cpuMs, mostMiB, grownMiB, load} = summary;
  const cells = [count, perSecond, share, lag50, lag99, cpuMs, mostMiB, grownMiB, load];
  const of = `with ${count.toLocaleString('en-US')} experiments (${server})`;
  const growth = fewer && {what: `CPU of an iteration ${of} × that with fewer`, value: cpuMs / fewer.cpuMs, atMost: MOST_GROWTH}; // prettier-ignore
  const first = {cells: [...cells, growth ? 'CPU × that above' : ''], goal: growth};
  if (count !== GOAL.experiments) return [first];
  const goals = [
    {what: 'lag p99', value: lag99, atMost: 1000 * GOAL.lagSeconds, unit: 'ms'},
    {what: 'iterations left out', value: 100 - share, atMost: GOAL.leftOutPercent, unit: '%'},
    {what: 'memory', value: mostMiB, atMost: GOAL.memoryMiB, unit: 'MiB'},
    {what: 'growth of memory', value: grownMiB, atMost: GOAL.growthMiB, unit: 'MiB'},
  ];
  const rest = goals.map((goal) => ({
    cells: [...cells.map(() => ''), goal.what],
    goal: {...goal, what: `${goal.what} ${of}`},
  }));
  return [first, ...rest];
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

await main();
