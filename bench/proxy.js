import {execFile, fork, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'esbuild';
import {median} from './measure.js';
import {currentLoad, isQuick, report} from './report.js';

const RATE = 5000;
const CONNECTIONS = 50;
const ROUNDS = isQuick() ? 2 : 9;
const ROUND_MS = 1300;
const WARM_UP_MS = 300;
const WEIGHTS = {v1: 90, v2: 10};
const SPLIT_REQUESTS = 10_000;
const MOST_ADDED_MS = 5;
const MOST_OFF_POINTS = 1;
const LONGEST_RUN_MS = 58_000;
const BUNDLE = 'node_modules/.cache/iter8ctl-bench';

/** @type {import('node:child_process').ChildProcess[]} */
const children = [];
const limit = AbortSignal.timeout(LONGEST_RUN_MS);

/**
 * Latency and throughput of a version asked directly, through our proxy and through haproxy, in one run and in turns;
 * then the split of 10,000 requests. Client, proxies and versions are processes of their own.
 */
async function main() {
  const loadBefore = currentLoad();
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-bench-'));
  try {
    const modules = await bundle();
    const [v1 = '', v2 = ''] = await startServers('backends');
    const [proxy = ''] = await startServers('proxy', modules.proxy, ...proxyArguments(v1, v2));
    const haproxy = await startHaproxy(folder, [v1, v2]);
    const proxies = {'our proxy': proxy, ...(haproxy ? {haproxy} : {})};
    const ways = {direct: v1, ...proxies};
    const load = await loader(modules.load);
    const rounds = await latencies(ways, load);
    report(proxyTable(loadBefore, rounds, await throughputs(ways)));
    report(splitTable(await splits(proxies, load, [v1, v2])));
    if (limit.aborted) throw new Error(`not done in ${LONGEST_RUN_MS} ms`);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, {recursive: true, force: true});
  }
}

/** @returns {Promise<{proxy: string, load: string}>} URLs of both modules, as the release holds them but for packages */
async function bundle() {
  const entryPoints = {
    proxy: 'src/local/proxy/proxy.ts',
    load: 'src/load/load.ts',
    percentile: 'src/metrics/builtin/percentile.ts',
  };
  await build({
    entryPoints,
    outdir: BUNDLE,
    outExtension: {'.js': '.mjs'},
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  const url = (/** @type {string} */ name) => pathToFileURL(join(BUNDLE, `${name}.mjs`)).href;
  return {proxy: url('proxy'), load: url('load')};
}

/** @param {string} v1 @param {string} v2 */
function proxyArguments(v1, v2) {
  return [JSON.stringify(Object.entries(WEIGHTS)), JSON.stringify([{version: 'v1', url: v1}, {version: 'v2', url: v2}])]; // prettier-ignore
}

/** @param {string[]} argv @returns {Promise<string[]>} where they listen */
async function startServers(...argv) {
  const child = fork('bench/proxy-servers.js', argv);
  children.push(child);
  const [urls] = await once(child, 'message', {signal: limit});
  return urls;
}

/**
 * @param {string} folder
 * @param {[string, string]} backends
 * @returns {Promise<string | undefined>} where it listens; undefined where it is not installed
 */
async function startHaproxy(folder, [v1, v2]) {
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, haproxyConfig(port, v1, v2));
  const child = spawn('haproxy', ['-db', '-q', '-f', file], {stdio: 'ignore'});
  const failed = await Promise.race([
    once(child, 'error').then(() => true),
    isListening(port).then(() => false),
  ]).catch(() => true);
  if (failed) {
    console.log('haproxy does not start; scripts/install-test-tools.sh installs it');
    return undefined;
  }
  children.push(child);
  return `http://127.0.0.1:${port}`;
}

/** @param {number} port @param {string} v1 @param {string} v2 */
function haproxyConfig(port, v1, v2) {
  return `global
  nbthread 1
defaults
  mode http
  option forwardfor
  http-reuse always
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen split
  bind 127.0.0.1:${port}
  balance roundrobin
  server v1 ${new URL(v1).host} weight ${WEIGHTS.v1}
  server v2 ${new URL(v2).host} weight ${WEIGHTS.v2}
`;
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  return port;
}

/** @param {number} port */
async function isListening(port) {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(() => true, () => false); // prettier-ignore
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on ${port}`);
}

/** @typedef {{p50: number, p99: number, perSecond: number}} Latencies milliseconds */
/** @typedef {(url: string, options: object) => Promise<Latencies>} Loader */

/** @param {string} module @returns {Promise<Loader>} */
async function loader(module) {
  const {startLoad} = await import(module);
  const {percentile} = await import(module.replace('load.mjs', 'percentile.mjs'));
  return async (url, options) => {
    const load = {
      targets: [{name: 'v', url}],
      qps: RATE,
      connections: CONNECTIONS,
      warmUpMs: WARM_UP_MS,
      ...options,
    };
    const {versions, elapsedMs} = await startLoad(load, {signal: limit}).done;
    const {count, byStatus, buckets} = versions.get('v');
    if (byStatus.get(200) !== count)
      console.log(`${count - (byStatus.get(200) ?? 0)} requests to ${url} were not answered with 200`);
    const inMs = (/** @type {number} */ share) => percentile(buckets, share) * 1000;
    return {p50: inMs(0.5), p99: inMs(0.99), perSecond: (1000 * count) / (elapsedMs - load.warmUpMs)};
  };
}

/** @param {Record<string, string>} ways @param {Loader} load */
async function latencies(ways, load) {
  /** @type {Record<string, Latencies[]>} */
  const rounds = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (const url of Object.values(ways)) await load(url, {timeMs: 1000}); // code is compiled while it is used first
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [way, url] of Object.entries(ways)) rounds[way]?.push(await load(url, {timeMs: ROUND_MS}));
  }
  return rounds;
}

/** Requests a second of each way as fast as wrk can, or nothing where it is not installed. @param {Record<string, string>} ways */
async function throughputs(ways) {
  /** @type {Record<string, number>} */
  const most = {};
  for (const [way, url] of Object.entries(ways)) {
    const argv = ['-t1', `-c${CONNECTIONS}`, '-d1s', url];
    const {stdout} = await promisify(execFile)('wrk', argv, {signal: limit}).catch(() => ({stdout: ''}));
    most[way] = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  }
  return most;
}

/**
 * @param {number} load
 * @param {Record<string, Latencies[]>} rounds
 * @param {Record<string, number>} most
 * @returns {import('./layout.js').Table}
 */
function proxyTable(load, rounds, most) {
  return {
    title: 'The weighted proxy',
    setting: `${RATE} requests/s over ${CONNECTIONS} connections, medians of ${ROUNDS} rounds in turns, in milliseconds; "added" is the 99th percentile less that of the direct round before; most/s is of wrk`,
    load,
    columns: [
      {name: 'way'}, {name: 'sent/s', digits: 0}, {name: 'p50', digits: 2}, {name: 'p99', digits: 2},
      {name: 'worst p99', digits: 2}, {name: 'added p99', digits: 2}, {name: 'most/s', digits: 0},
    ], // prettier-ignore
    rows: Object.entries(rounds).map(([way, all]) => {
      const added = median(all.map(({p99}, round) => p99 - (rounds.direct?.[round]?.p99 ?? NaN))); // of neighbours in time
      const {perSecond, p50, p99} = medians(all);
      const goal = {what: 'p99 that our proxy adds', value: added, atMost: MOST_ADDED_MS, unit: 'ms'};
      return {
        cells: [way, perSecond, p50, p99, Math.max(...all.map((round) => round.p99)), added, most[way]],
        goal: way === 'our proxy' ? goal : undefined,
      };
    }),
  };
}

/** @param {readonly Latencies[]} all @returns {Latencies} */
function medians(all) {
  return {
    perSecond: median(all.map(({perSecond}) => perSecond)),
    p50: median(all.map(({p50}) => p50)),
    p99: median(all.map(({p99}) => p99)),
  };
}

/** @typedef {{way: string, v1: number, v2: number}} Split requests that each version got */

/** @param {readonly Split[]} all @returns {import('./layout.js').Table} */
function splitTable(all) {
  return {
    title: 'The split of the weighted proxy',
    setting: `${SPLIT_REQUESTS} requests at weights of ${WEIGHTS.v1} and ${WEIGHTS.v2}`,
    load: currentLoad(),
    columns: [
      {name: 'way'},
      {name: 'v1', digits: 0},
      {name: 'v2', digits: 0},
      {name: 'percentage points off', digits: 2},
    ],
    rows: all.map(({way, v1, v2}) => {
      const off = Math.abs((100 * v2) / (v1 + v2) - WEIGHTS.v2);
      const goal = {what: 'split of our proxy, off', value: off, atMost: MOST_OFF_POINTS, unit: 'points'};
      return {cells: [way, v1, v2, off], goal: way === 'our proxy' ? goal : undefined};
    }),
  };
}

/**
 * @param {Record<string, string>} ways
 * @param {Loader} load
 * @param {string[]} backends
 * @returns {Promise<Split[]>}
 */
async function splits(ways, load, backends) {
  const all = [];
  for (const [way, url] of Object.entries(ways)) {
    const before = await counts(backends);
    await load(url, {numQueries: SPLIT_REQUESTS, warmUpMs: 0});
    const after = await counts(backends);
    const [v1 = 0, v2 = 0] = after.map((count, index) => count - (before[index] ?? 0));
    all.push({way, v1, v2});
  }
  return all;
}

/** @param {string[]} backends */
function counts(backends) {
  return Promise.all(backends.map(async (url) => Number(await (await fetch(`${url}/count`)).text())));
}

await main();
