import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A folder that nobody else can look into, and that is gone when the task has ended. */
export interface ScratchFolder {
  readonly path: string;
  /** Writes a file that only its owner can read. @returns its whole path */
  write(name: string, text: string, mode?: number): Promise<string>;
}

/** Does something with a scratch folder, and removes it whatever happens. */
export async function inScratchFolder<Result>(work: (folder: ScratchFolder) => Promise<Result>): Promise<Result> {
  const path = await mkdtemp(join(tmpdir(), 'iter8ctl-task-'));
  try {
    return await work({path, write: (name, text, mode = 0o600) => writeOwn(join(path, name), text, mode)});
  } finally {
    await rm(path, {recursive: true, force: true, maxRetries: 3});
  }
}

async function writeOwn(path: string, text: string, mode: number): Promise<string> {
  await writeFile(path, text, {mode, flag: 'wx'});
  return path;
}
