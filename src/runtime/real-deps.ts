import {constants, createReadStream, type Stats} from 'node:fs';
import {access, chmod, readFile, realpath, rename, rm, stat, writeFile} from 'node:fs/promises';
import type {Cluster} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import {safeText} from '../render/safe-text.js';
import type {ClusterFlags, Conversation, Deps, Screen} from './deps.js';

const LARGEST_INPUT = 256 * 1024 * 1024;

/** The real terminal, files and clock. */
export function realDeps(): Deps {
  return {
    out: screen(process.stdout),
    err: screen(process.stderr),
    terminal: process.stdout.isTTY ? {input: process.stdin, output: process.stdout} : undefined,
    env: process.env,
    readInput: (file) => (file === '-' ? readStdin() : readNamedFile(file)),
    writeFile: replaceFile,
    cluster: openRealCluster,
    ask: askOnTerminal,
    converse: converseOnTerminal,
    now: () => new Date(),
    repeat: (everyMs, action) => {
      const timer = setInterval(action, everyMs);
      return () => clearInterval(timer);
    },
    interruption,
  };
}

async function askOnTerminal(question: string): Promise<boolean> {
  const {ask} = await import('./ask.js');
  return ask(question, {input: process.stdin, output: process.stderr});
}

async function converseOnTerminal(instead: string): Promise<Conversation> {
  const {converse} = await import('./ask.js');
  return converse({input: process.stdin, output: process.stderr}, instead);
}

async function openRealCluster(flags: ClusterFlags): Promise<Cluster> {
  const {openFromFlags} = await import('../cluster/open-from-flags.js');
  return openFromFlags(flags, {
    env: process.env,
    isInteractive: process.stdin.isTTY,
    onPluginText: (line) => process.stderr.write(`${safeText(line)}\n`),
  });
}

/** A second signal ends the process at once, should the first not be obeyed. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

function screen(stream: NodeJS.WriteStream): Screen {
  stream.removeAllListeners('error'); // oclif's throws where nobody can catch it
  stream.on('error', () => undefined); // the writer hears of it from its own write
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error && stream !== process.stderr ? reject(error) : resolve()));
      }),
    isTerminal: (stream as {isTTY?: boolean}).isTTY ?? false,
    columns: stream.isTTY ? stream.columns : undefined,
  };
}

async function readStdin(): Promise<Uint8Array> {
  if (process.stdin.isTTY) {
    const hint = 'pipe something in: kubectl get experiment NAME -o yaml | iter8ctl describe -f -';
    throw new Iter8Error('INVALID', 'stdin is a terminal, there is nothing to read from it', hint);
  }
  return readAll('stdin', process.stdin);
}

/** To the end, or to the limit: a pipe or a device tells no size beforehand. */
async function readAll(name: string, stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_INPUT) throw tooLarge(name);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string): Iter8Error {
  return new Iter8Error('INVALID', `${name} is larger than 256 MiB`, 'read fewer experiments at once');
}

async function readNamedFile(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return await readAll(file, createReadStream(file));
    if (found.size > LARGEST_INPUT) throw tooLarge(file);
    return await readFile(file);
  } catch (error) {
    throw error instanceof Iter8Error ? error : fileError(file, error);
  }
}

function fileError(file: string, cause: unknown): Iter8Error {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Iter8Error('NOT_FOUND', `no such file: ${file}`, 'is the name right? - reads stdin', {cause});
    case 'EISDIR':
      return new Iter8Error('INVALID', `${file} is a folder`, 'name the files in it', {cause});
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Iter8Error('FORBIDDEN', `not allowed to use ${file}`, 'check its permissions', {cause});
    default:
      return new Iter8Error('INVALID', `cannot use ${file}: ${(cause as Error).message}`, undefined, {cause});
  }
}

/** Writes beside the file, then renames over it; a link stays a link, and permissions stay. A file that is not there is made. */
async function replaceFile(file: string, text: string): Promise<void> {
  let draft: string | undefined;
  try {
    const target = await existingTarget(file);
    draft = `${target?.path ?? file}.${process.pid}.tmp`;
    await writeFile(draft, text, {flag: 'wx', flush: true});
    if (target) await chmod(draft, target.mode);
    await rename(draft, target?.path ?? file);
  } catch (error) {
    if (draft !== undefined) await rm(draft, {force: true});
    throw error instanceof Iter8Error ? error : writeError(file, error);
  }
}

/** The file that a name or a link means; undefined: there is none. */
async function existingTarget(file: string): Promise<{path: string; mode: number} | undefined> {
  try {
    const path = await realpath(file);
    const {mode} = await requireRegular(file, path);
    await access(path, constants.W_OK);
    return {path, mode: mode & 0o7777};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeError(file: string, cause: unknown): Iter8Error {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return fileError(file, cause);
  return new Iter8Error('NOT_FOUND', `no folder to write ${file} in`, 'make it first', {cause});
}

async function requireRegular(file: string, target: string): Promise<Stats> {
  const found = await stat(target);
  if (found.isFile()) return found;
  throw new Iter8Error(
    'INVALID',
    `${file} is no regular file, so it cannot be rewritten`,
    'read it with -f - instead',
  );
}
