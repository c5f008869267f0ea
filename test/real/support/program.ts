import {type ChildProcess, spawn} from 'node:child_process';
import {join} from 'node:path';

const BIN = join(import.meta.dirname, '../../../bin/run.js');

export interface Ended {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number | null;
  readonly seconds: number;
}

/** A program that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until it has printed that, to either output; rejects when it ends without. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

export function startProgram(
  command: string,
  argv: readonly string[],
  options: {readonly env?: NodeJS.ProcessEnv; readonly cwd?: string} = {},
): Running {
  const begin = performance.now();
  const child = spawn(command, argv, {...options, stdio: ['ignore', 'pipe', 'pipe']});
  const texts = {out: '', err: ''};
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({...texts, exitCode, seconds: (performance.now() - begin) / 1000}));
  });
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(texts.out) ?? pattern.exec(texts.err);
        if (match) resolve(match);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      look();
      ended.then(({err}) => reject(new Error(`it ended without ${String(pattern)}: ${err}`)), reject);
    });
  return {child, ended, printed};
}

/** Runs the built `iter8ctl`. */
export function startIter8ctl(argv: readonly string[], options?: Parameters<typeof startProgram>[2]): Running {
  return startProgram(process.execPath, [BIN, ...argv], options);
}
