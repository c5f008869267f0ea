import {execFile, fork, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {connect, createServer} from 'node:net';
import {loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {build} from 'esbuild';
import {machine, median} from './measure.js';

const RATE = 5000;
const CONNECTIONS = 50;
const ROUNDS = 9;
const ROUND_MS = 1300;
const WARM_UP_MS = 300;
const WEIGHTS = {v1: 90, v2: 10};
const SPLIT_REQUESTS = 10_000;
const MOST_ADDED_MS = 5;
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
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-bench-'));
  try {
    const modules = await bundle();
    const [v1 = '', v2 = ''] = await startServers('backends');
    const [proxy = ''] = await startServers('proxy', modules.proxy, ...proxyArguments(v1, v2));
    const haproxy = await startHaproxy(folder, [v1, v2]);
    const ways = {direct: v1, 'our proxy': proxy, ...(haproxy ? {haproxy} : {})};
    const load = await loader(modules.load);
    console.log(
      `${machine()}, load ${loadavg()[0]?.toFixed(1)} before; ${RATE} requests/s over ${CONNECTIONS} connections, medians of ${ROUNDS} rounds\n`,
    );
    const added = printLatencies(await latencies(ways, load), await throughputs(ways));
    const off = await printSplits({...ways, direct: ''}, load, [v1, v2]);
    if (limit.aborted) throw new Error(`not done in ${LONGEST_RUN_MS} ms`);
    process.exitCode = added < MOST_ADDED_MS && off <= 1 ? 0 : 1;
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
 * @param {Record<string, Latencies[]>} rounds
 * @param {Record<string, number>} most
 * @returns {number} what our proxy adds to the 99th percentile, in milliseconds
 */
function printLatencies(rounds, most) {
  const rows = Object.entries(rounds).map(([way, all]) => ({
    way,
    perSecond: median(all.map(({perSecond}) => perSecond)),
    p50: median(all.map(({p50}) => p50)),
    p99: median(all.map(({p99}) => p99)),
    worst: Math.max(...all.map(({p99}) => p99)),
    added: median(all.map(({p99}, round) => p99 - (rounds.direct?.[round]?.p99 ?? NaN))), // of neighbours in time
    most: most[way] ?? NaN,
  }));
  const direct = rows[0]?.p99 ?? NaN;
  console.log('               sent/s   p50 ms   p99 ms   worst p99   added p99   × direct   most/s (wrk)');
  for (const {way, perSecond, p50, p99, worst, added, most: fastest} of rows) {
    const cells = [
      perSecond.toFixed(0).padStart(8), p50.toFixed(2).padStart(9), p99.toFixed(2).padStart(9), worst.toFixed(2).padStart(12),
      added.toFixed(2).padStart(12), (p99 / direct).toFixed(1).padStart(11), fastest.toFixed(0).padStart(15),
    ]; // prettier-ignore
    console.log(way.padEnd(13) + cells.join(''));
  }
  const added = rows.find(({way}) => way === 'our proxy')?.added ?? NaN;
  console.log(`\nadded p99 of our proxy: ${added.toFixed(2)} ms; the aim is less than ${MOST_ADDED_MS}`);
  return added;
}

/**
 * @param {Record<string, string>} ways
 * @param {Loader} load
 * @param {string[]} backends
 * @returns {Promise<number>} how far our split is off, in percentage points
 */
async function printSplits(ways, load, backends) {
  let ours = NaN;
  for (const [way, url] of Object.entries(ways)) {
    if (url === '') continue;
    const before = await counts(backends);
    await load(url, {numQueries: SPLIT_REQUESTS, warmUpMs: 0});
    const after = await counts(backends);
    const [v1 = 0, v2 = 0] = after.map((count, index) => count - (before[index] ?? 0));
    const off = Math.abs((100 * v2) / (v1 + v2) - WEIGHTS.v2);
    console.log(
      `split of ${way}: ${v1} to ${v2} of ${v1 + v2} requests, ${off.toFixed(2)} points off ${WEIGHTS.v1}/${WEIGHTS.v2}`,
    );
    if (way === 'our proxy') ours = off;
  }
  return ours;
}

/** @param {string[]} backends */
function counts(backends) {
  return Promise.all(backends.map(async (url) => Number(await (await fetch(`${url}/count`)).text())));
}

await main();
