import {execFileSync, fork} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {release, totalmem} from 'node:os';
import {join} from 'node:path';
import {format, resolveConfig} from 'prettier';
import {resultsMarkdown} from './layout.js';
import {machine} from './measure.js';
import {currentLoad, isQuick} from './report.js';
import {TOOLS} from './support/api-servers.js';

const RESULTS = 'bench/RESULTS.md';
const COMMAND = `npm run bench:all${isQuick() ? ' -- --quick' : ''}`;
const MEANING =
  'What the numbers mean, and what was done for them: [docs/performance.md](../docs/performance.md).';
/** What each takes beyond its own defaults, so that all are done within 12 minutes. */
const BENCHES = [
  ['install-size.js'],
  ['start-up.js', ...(isQuick() ? [] : ['--nodes'])],
  ['analysis.js'],
  ['engine.js'],
  ['watch.js'],
  ['proxy.js'],
  ['cluster.js', ...(isQuick() ? ['--embedded'] : [])],
  ['controller.js', '--embedded', ...(isQuick() ? [] : ['--seconds=15'])],
];

/** @typedef {import('./layout.js').Section} Section */

/**
 * All benchmarks one after the other, laid out in bench/RESULTS.md; with `--quick`, which tries the scripts with little,
 * on the standard output alone.
 */
async function main() {
  const [begin, date, facts] = [performance.now(), new Date().toISOString().slice(0, 16), machineFacts()];
  /** @type {Section[]} */
  const sections = [];
  const markdown = () => {
    const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
    const left = BENCHES.length - sections.length;
    const missing = left === 0 ? '' : `; it did not come to the last ${left} of ${BENCHES.length} benchmarks`;
    const made = `Made by \`${COMMAND}\` on ${date.replace('T', ' at ')} UTC, in ${minutes} minutes${missing}. ${MEANING}`;
    return resultsMarkdown({made, facts}, sections);
  };
  for (const [file = '', ...argv] of BENCHES) {
    sections.push(await run(file, argv));
    if (!isQuick()) await write(markdown()); // so that an interruption keeps what is done
  }
  if (isQuick()) console.log(markdown());
  process.exitCode = sections.some(({failure}) => failure !== undefined) ? 1 : 0;
}

/** @param {string} markdown */
async function write(markdown) {
  await writeFile(RESULTS, await format(markdown, {...(await resolveConfig(RESULTS)), parser: 'markdown'}));
}

/** @param {string} file @param {string[]} argv @returns {Promise<Section>} */
async function run(file, argv) {
  const begin = performance.now();
  /** @type {import('./layout.js').Table[]} */
  const tables = [];
  const child = fork(join('bench', file), [...argv, ...(isQuick() ? ['--quick'] : [])]);
  child.on('message', (table) => tables.push(/** @type {import('./layout.js').Table} */ (table)));
  const [code, signal] = await once(child, 'close');
  return {
    command: ['node', `bench/${file}`, ...argv].join(' '),
    seconds: (performance.now() - begin) / 1000,
    failure: code === 0 ? undefined : `exit code ${code ?? signal}`,
    tables,
  };
}

/** @returns {import('./layout.js').Head['facts']} */
function machineFacts() {
  return [
    ['machine', machine()],
    ['memory', `${(totalmem() / 1024 ** 3).toFixed(0)} GiB`],
    ['kernel', release()],
    ['load before', currentLoad().toFixed(1)],
    ['iter8ctl', firstLine('git', 'describe', '--always', '--dirty')],
    ['kubectl', firstLine(join(TOOLS, 'v35/kubectl/kubectl'), 'version', '--client')],
    ['helm', firstLine(join(TOOLS, 'v35/helm/helm'), 'version', '--short')],
    ['real API server', realServer()],
    ['haproxy', firstLine('haproxy', '-v')],
  ];
}

/** @param {string} program @param {string[]} argv */
function firstLine(program, ...argv) {
  try {
    return String(execFileSync(program, argv, {stdio: ['ignore', 'pipe', 'ignore']})).split('\n')[0] ?? '';
  } catch {
    return 'not installed';
  }
}

function realServer() {
  try {
    return readdirSync(TOOLS).find((name) => /^kubernetes-.*(?<!\.lock)$/.test(name)) ?? 'not built';
  } catch {
    return 'not built';
  }
}

await main();
