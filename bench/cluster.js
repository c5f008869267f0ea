import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {machine, median, runCommand, spread, wallTimes} from './measure.js';
import {apiClient} from './support/api-client.js';
import {KUBECTL, startApiServer, wantedServers} from './support/api-servers.js';
import {createFinished} from './support/finished-experiments.js';

const ROUNDS = 15;
const BIN = 'bin/run.js';
/** Our time beyond bare node's own, as a multiple of all of kubectl's. */
const GOAL = 1.5;

/** @typedef {import('./measure.js').Command} Command */
/** @typedef {{what: string, ours: Command, theirs: Command}} Pair what we do, and what kubectl does for the same */

/**
 * `get experiments -A` and `describe` of the newest beside kubectl, on the same server, in turns: with one experiment,
 * with 1,000, and with 10,000 where `--large` is given.
 */
async function main() {
  if (!existsSync(KUBECTL)) throw new Error(`no kubectl at ${KUBECTL}; scripts/install-test-tools.sh installs it`);
  const sizes = process.argv.includes('--large') ? [1, 1000, 10_000] : [1, 1000];
  const load = loadavg()[0]?.toFixed(1);
  console.log(`${machine()}, load ${load} before; medians of ${ROUNDS} runs taken in turns, milliseconds`);
  const home = await mkdtemp(join(tmpdir(), 'iter8ctl-bench-home-'));
  try {
    for (const name of wantedServers()) await measureOn(name, sizes, home);
  } finally {
    await rm(home, {recursive: true, force: true});
  }
}

/** @param {'embedded' | 'real'} name @param {readonly number[]} sizes @param {string} home where kubectl keeps its cache */
async function measureOn(name, sizes, home) {
  const server = await startApiServer(name);
  const env = {PATH: process.env.PATH, HOME: home, KUBECONFIG: server.kubeconfig};
  try {
    const client = await apiClient(server.kubeconfig);
    runCommand({name: 'install', argv: [BIN, 'install', '--crds-only'], env}, []);
    let there = 0;
    for (const size of sizes) {
      const {bytes} = await createFinished(client, there, size);
      there = size;
      console.log(`\n${name} API server, ${size} experiments of ${(bytes / 1000).toFixed(1)} kB`);
      printTimes(pairs(size, env));
    }
    client.close();
  } finally {
    await server.stop();
  }
}

/** @param {number} size @param {NodeJS.ProcessEnv} env @returns {readonly Pair[]} */
function pairs(size, env) {
  const last = `canary-${String(size - 1).padStart(5, '0')}`;
  const namespace = ['shop', 'search', 'billing', 'media', 'ops'][(size - 1) % 5] ?? '';
  const ours = (/** @type {string[]} */ ...argv) => ({name: argv.join(' '), argv: [BIN, ...argv], env});
  const theirs = (/** @type {string[]} */ ...argv) => ({name: argv.join(' '), program: KUBECTL, argv, env});
  const newest = ours('describe', '-A');
  const sorted = theirs('get', 'experiments', '-A', '--sort-by=.metadata.creationTimestamp');
  const one = theirs('get', 'experiment', last, '-n', namespace, '-o', 'yaml');
  return [
    {
      what: 'get experiments -A',
      ours: ours('get', 'experiments', '-A'),
      theirs: theirs('get', 'experiments', '-A'),
    },
    {what: 'describe NAME', ours: ours('describe', last, '-n', namespace), theirs: one},
    {what: 'describe -A (the newest)', ours: newest, theirs: one},
    {what: 'describe -A (the newest)', ours: newest, theirs: sorted},
  ];
}

/** @param {readonly Pair[]} all */
function printTimes(all) {
  const bare = {name: 'node -e 0', argv: ['-e', '0']};
  const commands = [...new Set([bare, ...all.flatMap(({ours, theirs}) => [ours, theirs])])];
  const times = wallTimes(commands, ROUNDS);
  const of = (/** @type {Command} */ command) => times.get(command) ?? [];
  const bareMs = median(of(bare));
  console.log(
    '                            ours   spread   beyond node   kubectl   spread   ratio   goal     beside kubectl',
  );
  console.log(
    `${'node -e 0'.padEnd(24)}${bareMs.toFixed(0).padStart(8)}${spread(of(bare)).toFixed(0).padStart(9)}`,
  );
  for (const {what, ours, theirs} of all) {
    const beyond = median(of(ours)) - bareMs;
    const ratio = beyond / median(of(theirs));
    const cells = [
      median(of(ours)).toFixed(0).padStart(8), spread(of(ours)).toFixed(0).padStart(9), beyond.toFixed(0).padStart(14),
      median(of(theirs)).toFixed(0).padStart(10), spread(of(theirs)).toFixed(0).padStart(9), ratio.toFixed(2).padStart(8),
    ]; // prettier-ignore
    console.log(`${what.padEnd(24)}${cells.join('')}   ${ratio <= GOAL ? 'met   ' : 'missed'}   ${theirs.name}`);
  }
}

await main();
