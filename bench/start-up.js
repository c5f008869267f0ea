import {readFile} from 'node:fs/promises';
import {machine, median, peakMemory, spread, wallTimes} from './measure.js';

const ROUNDS = 25;
const BIN = 'bin/run.js';

/**
 * Wall time and peak memory of the reading commands beside bare node, in one run; then a large List, as JSON and as YAML.
 */
async function main() {
  const sample = await readFile('samples/canary-progressive.yaml');
  const bare = {name: 'node -e 0', argv: ['-e', '0'], input: undefined};
  const commands = [
    bare,
    {name: 'iter8ctl --version', argv: [BIN, '--version'], input: undefined},
    {name: 'iter8ctl --help', argv: [BIN, '--help'], input: undefined},
    {name: 'iter8ctl describe -f - (YAML)', argv: [BIN, 'describe', '-f', '-'], input: sample},
    {name: 'iter8ctl describe -f - (JSON)', argv: [BIN, 'describe', '-f', '-'], input: await asJson(sample)},
  ];
  console.log(`${machine()}; median of ${ROUNDS} runs taken in turns\n`);
  const times = wallTimes(commands, ROUNDS);
  const bareMs = median(times.get(bare) ?? []);
  console.log('command                          wall ms   spread   × node   peak MiB');
  for (const [command, values] of times) {
    const cells = [median(values), spread(values), median(values) / bareMs, peakMemory(command)];
    console.log(
      command.name.padEnd(30),
      ...cells.map((cell, index) => cell.toFixed(index === 2 ? 2 : 0).padStart(9)),
    );
  }
  await largeLists();
}

/** @param {Buffer} yaml */
async function asJson(yaml) {
  const {parse} = await import('yaml');
  return Buffer.from(JSON.stringify(parse(String(yaml))));
}

/** Memory against size, and time, for a List of 5,000 experiments of about 8 KB each. */
async function largeLists() {
  const {parse, stringify} = await import('yaml');
  const experiment = parse(await readFile('samples/canary-progressive.yaml', 'utf8'));
  const padding = 'x'.repeat(8000 - JSON.stringify(experiment).length);
  const item = {...experiment, metadata: {...experiment.metadata, annotations: {padding}}};
  const itemYaml = stringify([item], {indentSeq: false, lineWidth: 0});
  const texts = {
    JSON: JSON.stringify({apiVersion: 'v1', kind: 'List', items: Array(5000).fill(item)}, undefined, 1),
    YAML: `apiVersion: v1\nitems:\n${itemYaml.repeat(5000)}kind: List\n`,
  };
  console.log('\nget experiments -f - of a List of 5,000        size MiB   wall s   peak MiB   × size');
  for (const [format, text] of Object.entries(texts)) {
    const command = {name: format, argv: [BIN, 'get', 'experiments', '-f', '-'], input: Buffer.from(text)};
    const sizeMiB = command.input.length / 1024 ** 2;
    const start = performance.now();
    const peak = peakMemory(command);
    const seconds = (performance.now() - start) / 1000;
    console.log(
      format.padEnd(46),
      ...[sizeMiB, seconds, peak, peak / sizeMiB].map((cell) => cell.toFixed(1).padStart(8)),
    );
  }
}

await main();
