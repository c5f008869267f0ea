import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {cpus} from 'node:os';

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {string[]} argv its arguments
 * @property {string} [program] node, unless another one is named
 * @property {Buffer | undefined} [input] what stdin holds
 * @property {NodeJS.ProcessEnv} [env] ours, unless another one is given
 */

/** Prints the peak resident memory of the process, in KiB, when it ends. */
const REPORT_MEMORY = `data:text/javascript,import {writeSync} from 'node:fs'; process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));`;

const GNU_TIME = '/usr/bin/time';

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/** Distance from the first to the third quartile. @param {readonly number[]} values */
export function spread(values) {
  return quantile(values, 0.75) - quantile(values, 0.25);
}

/**
 * @param {readonly number[]} values at least one
 * @param {number} share 0 to 1
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/**
 * Wall times in milliseconds of each command, taken in turns so that a busy moment of the machine meets all alike. The
 * first round only warms caches.
 *
 * @param {readonly Command[]} commands
 * @param {number} rounds
 */
export function wallTimes(commands, rounds) {
  /** @type {Map<Command, number[]>} */
  const times = new Map(commands.map((command) => [command, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const command of commands) {
      const start = performance.now();
      runCommand(command, []);
      if (round > 0) times.get(command)?.push(performance.now() - start);
    }
  }
  return times;
}

/** Peak resident memory in MiB; undefined of another program where there is no GNU time. @param {Command} command */
export function peakMemory(command) {
  if (command.program === undefined) return Number(runCommand(command, ['--import', REPORT_MEMORY])) / 1024;
  if (!existsSync(GNU_TIME)) return undefined;
  const {name, program, argv, input = '', env = process.env} = command;
  const {status, stderr} = spawnSync(GNU_TIME, ['-f', '%M', program, ...argv], {
    input,
    env,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${name} exited with ${status}: ${stderr}`);
  return Number(String(stderr).trim().split('\n').at(-1)) / 1024;
}

/**
 * Runs it to its end; it must succeed.
 *
 * @param {Command} command
 * @param {string[]} nodeFlags
 * @returns what it wrote to file descriptor 3
 */
export function runCommand({name, argv, program = process.execPath, input, env}, nodeFlags) {
  const {status, stderr, output} = spawnSync(program, [...nodeFlags, ...argv], {
    input: input ?? '',
    env: env ?? process.env,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`${name} exited with ${status}: ${stderr}`);
  return String(output[3] ?? '');
}

/** What the figures were taken on. */
export function machine() {
  const {length} = cpus();
  return `node ${process.versions.node}, ${process.platform} ${process.arch}, ${length} × ${cpus()[0]?.model.trim()}`;
}
