import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {loadavg} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import {machine, median, wallTimes} from './measure.js';
import {apiClient} from './support/api-client.js';
import {openWatch} from './support/watch-terminal.js';

const BIN = 'bin/run.js';
const EXPERIMENTS = '/apis/iter8.tools/v2alpha2/namespaces/default/experiments';
const FRAMES = 15;
const CHANGES = 100;
/** Beyond what bare start-up takes. */
const FIRST_FRAME_GOAL_MS = 300;
const CHANGE_GOAL_MS = 100;

/**
 * How long `watch` takes to its first frame, and how long a change in the cluster takes to the screen: on a sandbox, and
 * on a terminal as `script` makes one, whose output is read as it is written.
 */
async function main() {
  console.log(`${machine()}, load ${loadavg()[0]?.toFixed(1)} before`);
  const sandbox = await startSandbox();
  const env = {PATH: process.env.PATH, KUBECONFIG: sandbox.kubeconfig, LANG: 'C.UTF-8', TERM: 'xterm-256color'};
  try {
    const create = ['create', 'experiment', 'bench', '--from', 'ksvc/hello', '--objective', 'mean-latency<=50'];
    execFileSync(process.execPath, [BIN, ...create, '--interval', '1h'], {env});
    await measureFirstFrame(env);
    await measureChanges(env, sandbox.kubeconfig);
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

/** @param {NodeJS.ProcessEnv} env */
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
  console.log(`\nfirst frame, median of ${FRAMES}                 ms`);
  for (const [{name}, times] of bare) print(name, median(times));
  const startMs = median(bare.get(version) ?? []);
  const beyond = median(frames) - startMs;
  print('watch, to the first frame', median(frames));
  print('beyond iter8ctl --version', beyond, verdict(beyond, FIRST_FRAME_GOAL_MS));
}

/** @param {NodeJS.ProcessEnv} env @param {string} kubeconfig */
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
  const sorted = times.sort((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? NaN;
  console.log(`\nfrom a change in the cluster to the screen, ${CHANGES} changes`);
  print('p50', median(times));
  print('p95', p95, verdict(p95, CHANGE_GOAL_MS));
}

/** @param {string} name @param {number} ms */
function print(name, ms, note = '') {
  console.log(name.padEnd(36), ms.toFixed(0).padStart(6), note);
}

/** @param {number} ms @param {number} goal */
function verdict(ms, goal) {
  return `goal ${goal}: ${ms <= goal ? 'met' : 'missed'}`;
}

await main();
