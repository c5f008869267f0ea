/** Runs commands beside each other: `node scripts/beside.js [--at-once N] COMMAND…`; they begin in the order given. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, open, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {endAll, MARK} from './processes.js';

/**
 * @typedef {{exitCode: number, seconds: string, output: string}} Ended
 * @typedef {{mark: string, folder: string, exitCode: number | undefined}} Run `exitCode`: once it is to end before its time
 */

const EXIT_CODES = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129};

async function main() {
  const {values, positionals: commands} = parseArgs({
    options: {'at-once': {type: 'string'}},
    allowPositionals: true,
  });
  const atOnce = Number(values['at-once'] ?? commands.length);
  if (!(atOnce >= 1)) throw new Error('node scripts/beside.js [--at-once N] COMMAND…');
  const mark = `${process.pid}-${Date.now()}`;
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-beside-'));
  /** @type {Run} */
  const run = {mark, folder, exitCode: undefined};
  for (const [signal, exitCode] of Object.entries(EXIT_CODES)) process.on(signal, () => void end(run, exitCode));
  console.log(`== beside each other, ${atOnce} at once: ${commands.join(' | ')}`);
  try {
    const waiting = [...commands];
    await Promise.all(Array.from({length: atOnce}, () => work(run, waiting)));
  } finally {
    await endAll(mark); // what commands have left behind
    await rm(folder, {recursive: true});
  }
  process.exitCode = run.exitCode ?? 0;
}

/** Does what waits, one after another, until something fails. @param {Run} run @param {string[]} waiting */
async function work(run, waiting) {
  for (let command; run.exitCode === undefined && (command = waiting.shift()) !== undefined;) {
    const {exitCode, seconds, output} = await play(run, command);
    const isStopped = run.exitCode !== undefined;
    const how = isStopped ? 'stopped after' : exitCode === 0 ? 'took' : `FAILED with ${exitCode} after`;
    console.log(`\n== ${command}: ${how} ${seconds} s\n${output.trimEnd()}`);
    if (isStopped) return;
    if (exitCode === 0) continue;
    await end(run, exitCode);
    console.log(`error: ${command} failed with ${exitCode}; what it printed stands above`);
  }
}

/**
 * Its output goes to a file, which does not wait for whatever it may have left running, as a pipe would.
 *
 * @param {Run} run
 * @param {string} command
 * @returns {Promise<Ended>}
 */
async function play({mark, folder}, command) {
  const begin = performance.now();
  const file = join(folder, String(begin));
  const log = await open(file, 'a');
  const child = spawn('bash', ['-c', command], {
    stdio: ['ignore', log.fd, log.fd],
    detached: true, // Ctrl-C comes to this process alone
    env: {...process.env, [MARK]: mark},
  });
  const [exitCode, signal] = await once(child, 'exit').finally(() => log.close());
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  return {exitCode: signal === null ? exitCode : 1, seconds, output: await readFile(file, 'utf8')};
}

/** Whatever still runs, with all that it has started. @param {Run} run @param {number} exitCode */
async function end(run, exitCode) {
  run.exitCode ??= exitCode;
  await endAll(run.mark);
}

await main();
