import {spawn} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {format, resolveConfig} from 'prettier';
import {machine} from '../../bench/measure.js';
import {resultsText} from './results.js';

/** @typedef {import('./support/play.js').Played} Played */

const TEST = 'test/faults/faults.test.ts';
const RESULTS = join(import.meta.dirname, 'RESULTS.md');

/**
 * `npm run test:faults` plays 504 whole experiments under faults and writes RESULTS.md; `-- --seed N` plays that one and tells
 * what its controllers said; `--runs`, `--first` and `--processes` choose others.
 */
async function main() {
  const {values} = parseArgs({
    options: {
      seed: {type: 'string'},
      first: {type: 'string', default: '1'},
      runs: {type: 'string', default: '504'},
      processes: {type: 'string', default: '3'},
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-faults-'));
  try {
    if (values.seed !== undefined) await playOne(Number(values.seed), folder);
    else await playMany(Number(values.first), Number(values.runs), {processes: Number(values.processes), folder});
  } finally {
    await rm(folder, {recursive: true});
  }
}

/** @param {number} seed @param {string} folder */
async function playOne(seed, folder) {
  const [played] = await play({first: seed, last: seed}, folder);
  console.log(JSON.stringify(played, undefined, 2));
  if (!played || played.violations.length > 0) process.exitCode = 1;
}

/** @param {number} first @param {number} runs @param {{processes: number, folder: string}} options */
async function playMany(first, runs, {processes, folder}) {
  const begin = performance.now();
  const share = Math.ceil(runs / processes);
  const ranges = Array.from({length: processes}, (_, index) => ({
    first: first + index * share,
    last: Math.min(first + runs, first + (index + 1) * share) - 1,
  }));
  const all = (await Promise.all(ranges.map((range) => play(range, folder)))).flat();
  const seconds = (performance.now() - begin) / 1000;
  const text = resultsText(all, {machine: machine(), seconds, processes, first, runs});
  await writeFile(RESULTS, await format(text, {...(await resolveConfig(RESULTS)), parser: 'markdown'}));
  console.log(text);
  if (all.length < runs || all.some(({violations}) => violations.length > 0)) process.exitCode = 1;
}

/** @param {{first: number, last: number}} seeds @param {string} folder @returns {Promise<Played[]>} */
async function play({first, last}, folder) {
  const report = join(folder, `${first}.json`);
  const env = {...process.env, ITER8CTL_FAULT_SEEDS: `${first}-${last}`, ITER8CTL_FAULT_REPORT: report};
  const argv = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  const jest = spawn(process.execPath, [...argv, '--silent', TEST], {env, stdio: ['ignore', 'ignore', 'inherit']});
  await new Promise((resolve) => jest.once('close', resolve));
  return JSON.parse(await readFile(report, 'utf8'));
}

await main();
