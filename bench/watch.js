import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import {median, quantile, spread, wallTimes} from './measure.js';
import {currentLoad, isQuick, report} from './report.js';
import {apiClient} from './support/api-client.js';
import {openWatch} from './support/watch-terminal.js';

const BIN = 'bin/run.js';
const EXPERIMENTS = '/apis/iter8.tools/v2alpha2/namespaces/default/experiments';
const FRAMES = isQuick() ? 3 : 15;
const CHANGES = isQuick() ? 20 : 100;
/** Beyond what bare start-up takes. */
const FIRST_FRAME_GOAL_MS = 300;
const CHANGE_GOAL_MS = 100;

/** @typedef {import('./layout.js').Row} Row */

/**
 * How long `watch` takes to its first frame, and how long a change in the cluster takes to the screen: on a sandbox, and
 * on a terminal as `script` makes one, whose output is read as it is written.
 */
async function main() {
  const load = currentLoad();
  const sandbox = await startSandbox();
  const env = {PATH: process.env.PATH, KUBECONFIG: sandbox.kubeconfig, LANG: 'C.UTF-8', TERM: 'xterm-256color'};
  try {
    const create = ['create', 'experiment', 'bench', '--from', 'ksvc/hello', '--objective', 'mean-latency<=50'];
    execFileSync(process.execPath, [BIN, ...create, '--interval', '1h'], {env});
    const frames = await measureFirstFrame(env);
    const changes = await measureChanges(env, sandbox.kubeconfig);
    report(watchTable(load, [...frames, ...changes]));
  } finally {
    sandbox.child.kill('SIGTERM');
    await once(sandbox.child, 'exit');
  }
}

async function startSandbox() {
  const child = spawn(process.execPath, [BIN, 'sandbox'], {stdio: ['ignore', 'pipe', 'inherit']});
  for await (const chunk of child.stdout) {
    const [, kubeconfig] = /KUBECONFIG=(\S+)/.exec(String(chunk)) ?? [];
    if (kubeconfig) return {child, kubeconfig};
  }
  throw new Error('the sandbox does not start');
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<Row[]>} */
async function measureFirstFrame(env) {
  const node = {name: 'node -e 0', argv: ['-e', '0'], env};
  const version = {name: 'iter8ctl --version', argv: [BIN, '--version'], env};
  const get = {name: 'iter8ctl get experiments', argv: [BIN, 'get', 'experiments'], env};
  const bare = wallTimes([node, version, get], FRAMES);
  const frames = [];
  for (let round = 0; round < FRAMES; round += 1) {
    const watch = openWatch('bench', env);
    const begin = performance.now();
    await watch.shows('iteration');
    frames.push(performance.now() - begin);
    await watch.close();
  }
  const beyond = median(frames) - median(bare.get(version) ?? []);
  const what = 'watch, to the first frame, beyond iter8ctl --version';
  return [
    ...[...bare].map(([{name}, times]) => ({cells: [name, median(times), spread(times)]})),
    {cells: ['watch, to the first frame', median(frames), spread(frames)]},
    {cells: [what, beyond], goal: {what, value: beyond, atMost: FIRST_FRAME_GOAL_MS, unit: 'ms'}},
  ];
}

/** @param {NodeJS.ProcessEnv} env @param {string} kubeconfig @returns {Promise<Row[]>} */
async function measureChanges(env, kubeconfig) {
  const client = await apiClient(kubeconfig);
  const watch = openWatch('bench', env);
  /** @type {number[]} */
  const times = [];
  try {
    await watch.shows('iteration');
    for (let change = 0; change < CHANGES; change += 1) {
      await sleep(30 + (change % 10) * 13); // at any moment between two frames
      const message = `Change ${change} of the bench`;
      const seen = watch.shows(message);
      const begin = performance.now();
      const body = [{op: 'add', path: '/status/message', value: message}];
      const headers = {'content-type': 'application/json-patch+json'};
      await client.ok('PATCH', `${EXPERIMENTS}/bench/status`, {body, headers});
      await seen;
      times.push(performance.now() - begin);
    }
  } finally {
    await watch.close();
    client.close();
  }
  const what = 'from a change in the cluster to the screen, p95';
  const p95 = quantile(times, 0.95);
  return [
    {cells: ['from a change in the cluster to the screen, p50', median(times), spread(times)]},
    {cells: [what, p95], goal: {what, value: p95, atMost: CHANGE_GOAL_MS, unit: 'ms'}},
  ];
}

/** @param {number} load @param {Row[]} rows @returns {import('./layout.js').Table} */
function watchTable(load, rows) {
  return {
    title: 'The screen of watch',
    setting: `On a sandbox in a process of its own and a terminal of 120 × 40; ${FRAMES} starts, ${CHANGES} changes, from the start of the process or the PATCH of a status to the text on the terminal, in milliseconds`,
    load,
    columns: [{name: 'what'}, {name: 'ms', digits: 0}, {name: 'spread', digits: 0}],
    rows,
  };
}

await main();
