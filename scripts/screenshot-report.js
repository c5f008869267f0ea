import {spawnSync} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

const TARGET = 'docs/report.png';
const RUN = [
  'run',
  '--simulate',
  '-f',
  'samples/canary-simulated.yaml',
  '--truth',
  'candidate:latency=36±18',
  '--seed',
  '3',
];

/** Draws the beginning of a report for the README with the Chromium of the machine (Debian: `chromium`). */
async function main() {
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-picture-'));
  try {
    const report = join(folder, 'report.html');
    start(process.execPath, ['bin/run.js', ...RUN, '--report', report]);
    const looks = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--window-size=1000,1490'];
    start('chromium', [
      ...looks,
      `--user-data-dir=${folder}/profile`,
      `--screenshot=${resolve(TARGET)}`,
      `file://${report}`,
    ]);
  } finally {
    await rm(folder, {recursive: true, force: true, maxRetries: 5});
  }
}

/** @param {string} program @param {string[]} argv */
function start(program, argv) {
  const {status, stderr, error} = spawnSync(program, argv, {encoding: 'utf8', timeout: 60_000});
  if (status !== 0) throw new Error(`${program} ${argv.join(' ')}: ${error?.message ?? stderr}`);
}

await main();
