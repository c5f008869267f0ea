import {spawn} from 'node:child_process';
import {mkdtemp, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {testTools} from '../test-tools.js';
import type {Command} from './parse.js';

const ROOT = join(import.meta.dirname, '../../..');

/** What a page may take for granted of the folder that its reader is in: a clone of this repository. */
const OF_THE_CLONE = ['samples', 'docs', 'dashboards', 'bin', 'schemas', 'test', 'dist', 'oclif.manifest.json'];

export interface Printed {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number | null;
}

/**
 * Somebody at a shell, in a folder of their own that looks like a clone, with `iter8ctl`, `kubectl` and `helm` on the PATH.
 * Variables and the folder stay from one command to the next.
 */
export class ShellSession {
  readonly #background: {readonly pid: number; readonly ended: Promise<void>}[] = [];

  private constructor(readonly folder: string) {}

  /** @param env besides PATH and HOME */
  static async open(env: Readonly<Record<string, string>> = {}, tools = 'v32'): Promise<ShellSession> {
    const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-page-'));
    const session = new ShellSession(folder);
    for (const name of OF_THE_CLONE) await symlink(join(ROOT, name), join(folder, name)).catch(() => undefined);
    const programs = join(folder, '.programs');
    await writeProgram(programs, 'iter8ctl');
    await writeProgram(programs, 'kubectl-iter8');
    const found = ['kubectl', 'helm'].map((tool) => join(testTools(tools), tool));
    const path = [programs, ...found, dirname(process.execPath), process.env.PATH].join(delimiter);
    const variables = {PATH: path, HOME: folder, TMPDIR: folder, ITER8: ROOT, LANG: 'C.UTF-8'};
    const printed = session.#file('printed-in-background');
    const lines = Object.entries({...variables, PRINTED: printed, ...env}).map(
      ([name, value]) => `export ${name}='${value}'`,
    );
    await writeFile(session.#file('variables'), `${lines.join('\n')}\ncd '${folder}'\n`);
    return session;
  }

  #file(name: string): string {
    return join(this.folder, `.${name}`);
  }

  /** Types a command; what it exports, its functions, and where it goes hold for the next. */
  async run(script: string, signal?: AbortSignal): Promise<Printed> {
    const remember = `{ export -p; declare -f; printf 'cd %q\\n' "$PWD"; } > '${this.#file('variables')}'`;
    const child = this.#bash(`trap ${quoted(remember)} EXIT\n${script}`, signal);
    return child.ended;
  }

  /** The same until it prints a text. */
  async repeat(script: string, until: string, signal: AbortSignal): Promise<Printed> {
    for (;;) {
      const printed = await this.run(script, signal);
      if (printed.out.includes(until)) return printed;
      if (signal.aborted) throw new Error(`"${until}" never came, last:\n${printed.out}${printed.err}`);
      await setTimeout(200, undefined, {signal});
    }
  }

  /** Lets it run until the session closes, and waits for the text. `$PRINTED` names a file with what it has printed till then. */
  async background(script: string, until: string): Promise<Printed> {
    const {pid, ended, texts, sees} = this.#bash(script);
    this.#background.push({pid, ended: ended.then(() => undefined)});
    await Promise.race([
      sees(until),
      ended.then(({out, err}) => Promise.reject(new Error(`it ended without "${until}": ${out}${err}`))),
    ]);
    await writeFile(this.#file('printed-in-background'), texts.out + texts.err);
    return {...texts, exitCode: null};
  }

  async step(command: Command, signal: AbortSignal): Promise<Printed> {
    const {script, backgroundUntil, repeatUntil} = command;
    if (backgroundUntil !== undefined) return this.background(script, backgroundUntil);
    return repeatUntil === undefined ? this.run(script, signal) : this.repeat(script, repeatUntil, signal);
  }

  async close(): Promise<void> {
    for (const {pid, ended} of this.#background.reverse()) {
      kill(pid);
      await ended;
    }
    await rm(this.folder, {recursive: true, force: true});
  }

  #bash(script: string, signal?: AbortSignal) {
    const whole = `. '${this.#file('variables')}'\nset -euo pipefail\n${script}`;
    const child = spawn('bash', ['--noprofile', '--norc', '-c', whole], {
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // so that what it starts ends with it
    });
    const pid = child.pid ?? 0;
    const end = () => kill(pid);
    signal?.addEventListener('abort', end);
    const texts = {out: '', err: ''};
    const lookers: (() => void)[] = [];
    const take = (to: 'out' | 'err') => (chunk: Buffer) => {
      texts[to] += chunk.toString();
      lookers.forEach((look) => look());
    };
    child.stdout.on('data', take('out'));
    child.stderr.on('data', take('err'));
    const ended = new Promise<Printed>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => {
        signal?.removeEventListener('abort', end);
        resolve({...texts, exitCode});
      });
    });
    const sees = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => (texts.out + texts.err).includes(text) && resolve();
        lookers.push(look);
        look();
      });
    return {pid, ended, texts, sees};
  }

  /** A file that a command has written. */
  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }
}

async function writeProgram(folder: string, name: string): Promise<void> {
  const {mkdir, chmod} = await import('node:fs/promises');
  await mkdir(folder, {recursive: true});
  await writeFile(
    join(folder, name),
    `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin/run.js')}' "$@"\n`,
  );
  await chmod(join(folder, name), 0o755);
}

function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // it has ended
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
