import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {median, peakMemory, runCommand, spread, wallTimes} from './measure.js';
import {currentLoad, isQuick, report} from './report.js';
import {apiClient} from './support/api-client.js';
import {KUBECTL, startApiServer, wantedServers} from './support/api-servers.js';
import {createFinished} from './support/finished-experiments.js';

const SIZES = isQuick() ? [1, 100] : [1, 100, 1000, 10_000];
const BIN = 'bin/run.js';
/** Our time beyond bare node's own, as a multiple of all of kubectl's. */
const GOAL = 1.5;

/** @typedef {import('./measure.js').Command} Command */
/** @typedef {{what: string, ours: Command, theirs: Command}} Pair what we do, and what kubectl does for the same */
/** @typedef {{ms: number[], mib: number | undefined}} Taken times of all runs, and the most memory of another one */
/** @typedef {{size: number, bareMs: number, pair: Pair, ours: Taken, theirs: Taken}} Measured */

/** `get experiments -A` and `describe` beside kubectl, on the same server, in turns, with 1 to 10,000 experiments. */
async function main() {
  if (!existsSync(KUBECTL)) throw new Error(`no kubectl at ${KUBECTL}; scripts/install-test-tools.sh installs it`);
  const home = await mkdtemp(join(tmpdir(), 'iter8ctl-bench-home-'));
  try {
    for (const name of wantedServers()) await measureOn(name, home);
  } finally {
    await rm(home, {recursive: true, force: true});
  }
}

/** @param {'embedded' | 'real'} name @param {string} home where kubectl keeps its cache */
async function measureOn(name, home) {
  const load = currentLoad();
  const server = await startApiServer(name);
  const env = {PATH: process.env.PATH, HOME: home, KUBECONFIG: server.kubeconfig};
  try {
    const client = await apiClient(server.kubeconfig);
    runCommand({name: 'install', argv: [BIN, 'install', '--crds-only'], env}, []);
    const measured = [];
    let bytes = 0;
    for (const [index, size] of SIZES.entries()) {
      ({bytes} = await createFinished(client, SIZES[index - 1] ?? 0, size));
      measured.push(...measurePairs(size, pairs(size, env)));
    }
    client.close();
    report(timesTable(name, bytes, load, measured));
    report(growthTable(name, load, measured));
  } finally {
    await server.stop();
  }
}

/** kubectl takes seconds for a list of 10,000. @param {number} size */
function roundsOf(size) {
  if (isQuick()) return 3;
  return size > 1000 ? 3 : 11;
}

/** @param {number} size @param {NodeJS.ProcessEnv} env @returns {readonly Pair[]} */
function pairs(size, env) {
  const last = `canary-${String(size - 1).padStart(5, '0')}`;
  const namespace = ['shop', 'search', 'billing', 'media', 'ops'][(size - 1) % 5] ?? '';
  const ours = (/** @type {string[]} */ ...argv) => ({name: argv.join(' '), argv: [BIN, ...argv], env});
  const theirs = (/** @type {string[]} */ ...argv) => ({name: argv.join(' '), program: KUBECTL, argv, env});
  const sorted = theirs('get', 'experiments', '-A', '--sort-by=.metadata.creationTimestamp');
  const one = theirs('get', 'experiment', last, '-n', namespace, '-o', 'yaml');
  return [
    {
      what: 'get experiments -A',
      ours: ours('get', 'experiments', '-A'),
      theirs: theirs('get', 'experiments', '-A'),
    },
    {what: 'describe NAME', ours: ours('describe', last, '-n', namespace), theirs: one},
    {what: 'describe -A (the newest)', ours: ours('describe', '-A'), theirs: sorted},
  ];
}

/** @param {number} size @param {readonly Pair[]} all @returns {Measured[]} */
function measurePairs(size, all) {
  const bare = {name: 'node -e 0', argv: ['-e', '0']};
  const times = wallTimes([bare, ...all.flatMap(({ours, theirs}) => [ours, theirs])], roundsOf(size));
  const of = (/** @type {Command} */ command) => ({ms: times.get(command) ?? [], mib: peakMemory(command)});
  return all.map((pair) => ({
    size,
    bareMs: median(times.get(bare) ?? []),
    pair,
    ours: of(pair.ours),
    theirs: of(pair.theirs),
  }));
}

/**
 * @param {string} server
 * @param {number} bytes of one experiment
 * @param {number} load
 * @param {readonly Measured[]} measured
 * @returns {import('./layout.js').Table}
 */
function timesTable(server, bytes, load, measured) {
  return {
    title: `Beside kubectl, on the ${server} API server`,
    setting: `Experiments of ${(bytes / 1000).toFixed(1)} kB in five namespaces; medians of ${roundsOf(1)} runs taken in turns (${roundsOf(10_000)} of 10,000 experiments), in milliseconds; "beyond node" is ours less \`node -e 0\`, and the ratio is that to all of kubectl's`,
    load,
    columns: [
      {name: 'experiments', digits: 0}, {name: 'iter8ctl'}, {name: 'ours', digits: 0}, {name: 'spread', digits: 0}, {name: 'MiB', digits: 0},
      {name: 'beyond node', digits: 0}, {name: 'kubectl', digits: 0}, {name: 'spread', digits: 0}, {name: 'MiB', digits: 0}, {name: 'ratio', digits: 2}, {name: 'kubectl\'s command'},
    ], // prettier-ignore
    rows: measured.map((row) => timesRow(server, row)),
  };
}

/** @param {string} server @param {Measured} measured @returns {import('./layout.js').Row} */
function timesRow(server, {size, bareMs, pair, ours, theirs}) {
  const beyond = median(ours.ms) - bareMs;
  const ratio = beyond / median(theirs.ms);
  const words = `${pair.what} of ${size.toLocaleString('en-US')} (${server}), beyond node × all of kubectl`;
  return {
    cells: [
      size, pair.what, median(ours.ms), spread(ours.ms), ours.mib,
      beyond, median(theirs.ms), spread(theirs.ms), theirs.mib, ratio, pair.theirs.name,
    ], // prettier-ignore
    goal: {what: words, value: ratio, atMost: GOAL},
  };
}

/**
 * By what factor our time beyond node grows while experiments become more.
 *
 * @param {string} server
 * @param {number} load
 * @param {readonly Measured[]} measured
 * @returns {import('./layout.js').Table}
 */
function growthTable(server, load, measured) {
  const rows = measured.flatMap((larger) => {
    const smaller = measured.findLast(({size, pair}) => size < larger.size && pair.what === larger.pair.what);
    return smaller ? [growthRow(server, smaller, larger)] : [];
  });
  return {
    title: `Growth, on the ${server} API server`,
    setting:
      'How many times as long ours takes beyond node where experiments become more: never more times than they do',
    load,
    columns: [{name: 'iter8ctl'}, {name: 'experiments'}, {name: '× time', digits: 2}],
    rows,
  };
}

/** @param {string} server @param {Measured} smaller @param {Measured} larger @returns {import('./layout.js').Row} */
function growthRow(server, smaller, larger) {
  const value = (median(larger.ours.ms) - larger.bareMs) / (median(smaller.ours.ms) - smaller.bareMs);
  const sizes = `${smaller.size.toLocaleString('en-US')} → ${larger.size.toLocaleString('en-US')}`;
  const what = `${larger.pair.what}, ${sizes} experiments (${server}): times the time`;
  return {
    cells: [larger.pair.what, sizes, value],
    goal: {what, value, atMost: larger.size / smaller.size},
  };
}

await main();
