import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {parse, stringify} from 'yaml';
import {median, peakMemory, spread, wallTimes} from './measure.js';
import {currentLoad, isQuick, report} from './report.js';
import {TOOLS} from './support/api-servers.js';
import {newerNodes} from './support/newer-nodes.js';

const ROUNDS = isQuick() ? 5 : 25;
const BIN = 'bin/run.js';
const LIST_SIZE = isQuick() ? 100 : 5000;
/** Of `describe -f -` as a multiple of bare node; the smaller one from Node 22.8 on, which keeps compiled code. */
const GOAL = {older: 2, newer: 1.5};

/** @typedef {import('./measure.js').Command} Command */
/** @typedef {import('./layout.js').Row} Row */

/**
 * Wall time and peak memory of the reading commands beside bare node, kubectl and helm, in one run, and on newer Node
 * where `--nodes` is given; then a large List, as JSON and as YAML.
 */
async function main() {
  const sample = await readFile('samples/canary-progressive.yaml');
  report(startUpTable(sample, process.execPath, process.versions.node, otherTools()));
  const newer = process.argv.includes('--nodes') ? newerNodes() : [];
  for (const {program, version} of newer) report(startUpTable(sample, program, version, []));
  report(await largeLists());
}

/** kubectl and helm with their own way to say the version. @returns {Command[]} */
function otherTools() {
  const known = [
    {name: 'kubectl version --client', program: join(TOOLS, 'v35/kubectl/kubectl'), argv: ['version', '--client']},
    {name: 'helm version', program: join(TOOLS, 'v35/helm/helm'), argv: ['version']},
  ];
  return known.filter(({program}) => existsSync(program));
}

/**
 * @param {Buffer} sample
 * @param {string} node the program
 * @param {string} version its version
 * @param {readonly Command[]} others
 * @returns {import('./layout.js').Table}
 */
function startUpTable(sample, node, version, others) {
  const load = currentLoad();
  const program = node === process.execPath ? undefined : node;
  const asJson = Buffer.from(JSON.stringify(parse(String(sample))));
  /** @type {Command} */
  const bare = {name: 'node -e 0', program, argv: ['-e', '0']};
  const describe = {program, argv: [BIN, 'describe', '-f', '-']};
  const commands = [
    bare,
    {name: 'iter8ctl --version', program, argv: [BIN, '--version']},
    {name: 'iter8ctl --help', program, argv: [BIN, '--help']},
    {...describe, name: 'iter8ctl describe -f - (YAML)', input: sample},
    {...describe, name: 'iter8ctl describe -f - (JSON)', input: asJson},
    ...others,
  ];
  const times = wallTimes(commands, ROUNDS);
  const bareMs = median(times.get(bare) ?? []);
  return {
    title: `Start-up on Node ${version}`,
    setting: `Medians of ${ROUNDS} runs taken in turns; spread is from the first to the third quartile`,
    load,
    columns: [
      {name: 'command'}, {name: 'wall ms', digits: 0}, {name: 'spread ms', digits: 0}, {name: '× node', digits: 2}, {name: 'peak MiB', digits: 0},
    ], // prettier-ignore
    rows: [...times].map(([command, values]) => startUpRow(command, values, bareMs, version)),
  };
}

/** @param {Command} command @param {number[]} values @param {number} bareMs @param {string} version @returns {Row} */
function startUpRow(command, values, bareMs, version) {
  const ratio = median(values) / bareMs;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const atMost = major > 22 || (major === 22 && minor >= 8) ? GOAL.newer : GOAL.older;
  const what = `${command.name} on Node ${version} × bare node`;
  return {
    cells: [command.name, median(values), spread(values), ratio, peakMemory(command)],
    goal: command.argv.includes('describe') ? {what, value: ratio, atMost} : undefined,
  };
}

/** Time and memory against size for a List of experiments of about 8 kB each. @returns {Promise<import('./layout.js').Table>} */
async function largeLists() {
  const load = currentLoad();
  const experiment = parse(await readFile('samples/canary-progressive.yaml', 'utf8'));
  const padding = 'x'.repeat(8000 - JSON.stringify(experiment).length);
  const item = {...experiment, metadata: {...experiment.metadata, annotations: {padding}}};
  return {
    title: 'Large files',
    setting: '`get experiments -f -` of a List of experiments of 8 kB, each once',
    load,
    columns: [
      {name: 'format'}, {name: 'experiments', digits: 0}, {name: 'size MiB', digits: 1}, {name: 'wall s', digits: 1}, {name: 'peak MiB', digits: 0}, {name: '× size', digits: 1},
    ], // prettier-ignore
    rows: [LIST_SIZE / 10, LIST_SIZE].flatMap((size) =>
      Object.entries(listTexts(item, size)).map(([format, text]) => ({
        cells: [format, size, ...measureList(text)],
      })),
    ),
  };
}

/** @param {object} item @param {number} size */
function listTexts(item, size) {
  const itemYaml = stringify([item], {indentSeq: false, lineWidth: 0});
  return {
    JSON: JSON.stringify({apiVersion: 'v1', kind: 'List', items: Array(size).fill(item)}, undefined, 1),
    YAML: `apiVersion: v1\nitems:\n${itemYaml.repeat(size)}kind: List\n`,
  };
}

/** @param {string} text */
function measureList(text) {
  const command = {name: 'list', argv: [BIN, 'get', 'experiments', '-f', '-'], input: Buffer.from(text)};
  const sizeMiB = command.input.length / 1024 ** 2;
  const start = performance.now();
  const peak = peakMemory(command) ?? NaN;
  return [sizeMiB, (performance.now() - start) / 1000, peak, peak / sizeMiB];
}

await main();
