import {readFile, realpath, stat, writeFile} from 'node:fs/promises';
import {isAbsolute, join, relative, sep} from 'node:path';
import type {HelmexInputs} from '../../experiment/helmex-inputs.js';
import {complaintOf, type Git, GitopsError} from './git.js';

const LARGEST_FILE = 1024 * 1024;

/** A file of the repository as it is on disk. */
export interface WorkingFile {
  /** From the root of the repository; where a link leads to, if it is one. */
  readonly path: string;
  readonly text: string;
  replace(text: string): Promise<void>;
}

/** Gets the newest commit of the branch into an empty folder. */
export async function cloneBranch({remote, branch}: HelmexInputs, git: Git): Promise<void> {
  const options = ['--quiet', '--depth=1', '--single-branch', '--no-tags', '--no-local', `--branch=${branch}`];
  await git.run(`clone ${remote.url}`, 'clone', ...options, '--', remote.url, '.');
}

/**
 * Goes to the newest commit of a branch.
 *
 * @returns false: there is no such branch
 */
export async function goToBranch(branch: string, git: Git): Promise<boolean> {
  const fetched = await git.attempt('fetch', '--quiet', '--depth=1', 'origin', `refs/heads/${branch}`);
  if (/couldn't find remote ref/i.test(fetched.text)) return false;
  if (fetched.result === 'failed') {
    throw new GitopsError(`cannot fetch branch ${branch}: ${complaintOf(fetched)}`);
  }
  await git.run(`check out branch ${branch}`, 'reset', '--quiet', '--hard', 'FETCH_HEAD');
  return true;
}

/**
 * Opens a file of the repository.
 *
 * @throws GitopsError also for a link that leads out of it
 */
export async function openFile(folder: string, filePath: string): Promise<WorkingFile> {
  const root = await realpath(folder);
  const whole = await realpath(join(root, filePath)).catch(() => undefined);
  if (whole === undefined) throw new GitopsError(`cannot find ${filePath} in the repository`);
  const path = relative(root, whole);
  const [first = ''] = path.split(sep);
  if (isAbsolute(path) || ['..', '.git', ''].includes(first)) {
    throw new GitopsError(`cannot use ${filePath}: it leads out of the repository`);
  }
  const {size} = await sizeOfFile(whole, filePath);
  if (size > LARGEST_FILE) throw new GitopsError(`cannot use ${filePath}: it has more than 1 MiB`);
  return {path, text: await readFile(whole, 'utf8'), replace: (text) => writeFile(whole, text)};
}

async function sizeOfFile(whole: string, filePath: string) {
  const found = await stat(whole);
  if (!found.isFile()) throw new GitopsError(`cannot use ${filePath}: it is no file`);
  return found;
}

/** Somebody else was faster: what we have is not built on the newest commit. */
const FASTER = /\[rejected\]|cannot lock ref|incorrect old value|failed to update ref/;

/**
 * Pushes what is committed.
 *
 * @returns false: somebody else was faster
 */
export async function push(branch: string, git: Git): Promise<boolean> {
  const pushed = await git.attempt('push', '--porcelain', 'origin', `HEAD:refs/heads/${branch}`);
  if (pushed.result === 'succeeded') return true;
  if (FASTER.test(pushed.text)) return false;
  throw new GitopsError(`cannot push to ${branch}: ${complaintOf(pushed)}`);
}
