import {join} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import {Config} from '@oclif/core/config';
import type {Cluster} from '../../src/cluster/port.js';
import {Iter8Error} from '../../src/errors.js';
import {textWidth} from '../../src/render/text-width.js';
import type {Conversation, Deps, Screen} from '../../src/runtime/deps.js';
import {fixture} from './golden.js';

export interface World {
  /** Files by name; `-` is stdin. Without one of that name, `test/fixtures/NAME` is read. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** stdout is a terminal of this width. */
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: Date;
  /** What Ctrl-C would abort. */
  readonly interruption?: AbortSignal;
  /** Called with each text on stdout as it comes. */
  readonly onOut?: (text: string) => void;
  /** Where commands that ask a cluster find one; without it there is none. */
  readonly cluster?: Cluster;
  /** To every question; without it nobody can be asked. */
  readonly answer?: boolean | (() => Promise<boolean>);
  /** To questions one after the other; without it nobody can be asked. */
  readonly converse?: () => Conversation;
}

export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
  /** Files that the command wrote. */
  readonly written: Readonly<Record<string, string>>;
}

/** Columns of the widest line, colours left out. */
export function widest(out: string): number {
  const lines = stripVTControlCharacters(out).split('\n');
  return Math.max(...lines.map(textWidth));
}

interface CommandClass {
  makeDeps: () => Deps;
  run(argv: string[], config: Config): Promise<unknown>;
}

let config: Promise<Config> | undefined;

/** Runs a command in this process, with a world that is only data. */
export async function runCommand(command: CommandClass, argv: string[], world: World = {}): Promise<Outcome> {
  const out = recorder(world.columns, world.onOut);
  const err = recorder(undefined);
  const written: Record<string, string> = {};
  command.makeDeps = () => fakeDeps(world, {out, err, written});
  config ??= Config.load({root: join(import.meta.dirname, '../..'), ignoreManifest: true});
  const exitCode = await exitCodeOf(command.run(argv, await config));
  return {out: out.text(), err: err.text(), exitCode, written};
}

function fakeDeps(
  world: World,
  {out, err, written}: {out: Screen; err: Screen; written: Record<string, string>},
): Deps {
  return {
    out,
    err,
    terminal: undefined,
    env: world.env ?? {TERM: 'xterm-256color'},
    readInput: (file) => Promise.resolve().then(() => Buffer.from(world.files?.[file] ?? readFixture(file))),
    writeFile: async (file, text) => {
      written[file] = text;
    },
    cluster: async () => {
      if (world.cluster) return world.cluster;
      throw new Iter8Error('INVALID', 'no cluster to talk to');
    },
    ask: async () => {
      if (world.answer !== undefined) return typeof world.answer === 'function' ? world.answer() : world.answer;
      throw new Iter8Error('INVALID', 'nobody can be asked');
    },
    converse: async () => {
      if (world.converse) return world.converse();
      throw new Iter8Error('INVALID', 'nobody can be asked');
    },
    now: () => world.now ?? new Date('2021-02-18T10:02:00Z'),
    repeat: () => () => undefined,
    interruption: () => world.interruption ?? new AbortController().signal,
  };
}

function readFixture(file: string): string {
  try {
    return fixture(file);
  } catch {
    throw new Iter8Error('NOT_FOUND', `no such file: ${file}`);
  }
}

function recorder(columns: number | undefined, onWrite?: (text: string) => void): Screen & {text(): string} {
  const parts: string[] = [];
  return {
    write: async (text) => {
      parts.push(text);
      onWrite?.(text);
    },
    isTerminal: columns !== undefined,
    columns,
    text: () => parts.join(''),
  };
}

async function exitCodeOf(run: Promise<unknown>): Promise<number> {
  try {
    await run;
    return 0;
  } catch (error) {
    const exit = (error as {oclif?: {exit?: number}}).oclif?.exit;
    if (exit === undefined) throw error;
    return exit;
  }
}
