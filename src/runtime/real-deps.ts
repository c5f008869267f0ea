import {open, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {Iter8Error} from '../errors.js';
import type {Deps, Screen} from './deps.js';

const LARGEST_INPUT = 256 * 1024 * 1024;

/** The real terminal, files and clock. */
export function realDeps(): Deps {
  return {
    out: screen(process.stdout),
    err: screen(process.stderr),
    env: process.env,
    readInput: (file) => (file === '-' ? readStdin() : readRegularFile(file)),
    writeFile: replaceFile,
    now: () => new Date(),
    repeat: (everyMs, action) => {
      const timer = setInterval(action, everyMs);
      return () => clearInterval(timer);
    },
    interruption,
  };
}

/** A second signal ends the process at once, should the first not be obeyed. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

function screen(stream: NodeJS.WriteStream): Screen {
  stream.on('error', () => undefined); // a closed pipe reaches the writer as the rejected promise of its write
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
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
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_INPUT) throw tooLarge('stdin');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string): Iter8Error {
  return new Iter8Error('INVALID', `${name} is larger than 256 MiB`, 'read fewer experiments at once');
}

async function readRegularFile(file: string): Promise<Uint8Array> {
  try {
    if ((await stat(file)).size > LARGEST_INPUT) throw tooLarge(file);
    return await readFile(file);
  } catch (error) {
    throw error instanceof Iter8Error ? error : fileError(file, error);
  }
}

function fileError(file: string, cause: unknown): Iter8Error {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Iter8Error('NOT_FOUND', `no such file: ${file}`, undefined, {cause});
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

/** Writes beside the file, then renames over it, keeping its permissions. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    const {mode} = await stat(file);
    await writeFile(draft, text, {mode});
    const handle = await open(draft, 'r');
    await handle.sync().finally(() => handle.close());
    await rename(draft, file);
  } catch (error) {
    await rm(draft, {force: true});
    throw fileError(file, error);
  }
}
