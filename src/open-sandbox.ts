import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Iter8Error} from './errors.js';
import {type Sandbox, startSandbox} from './operate/sandbox/sandbox.js';
import {safeText} from './render/safe-text.js';
import type {Deps} from './runtime/deps.js';
import type {LogLevel} from './runtime/log.js';

/** A sandbox, and the file by which others find it. */
export interface OpenedSandbox extends Sandbox {
  /** Undefined where no folder for it can be written. */
  readonly kubeconfigPath: string | undefined;
}

/**
 * Starts a sandbox whose kubeconfig lies in a folder of its own, which goes when it is closed.
 *
 * @param needsFile refuse to start without the file
 * @throws Iter8Error FORBIDDEN when the file is needed and cannot be
 */
export async function openSandbox(
  {err, env, now}: Pick<Deps, 'err' | 'env' | 'now'>,
  signal: AbortSignal,
  needsFile = false,
): Promise<OpenedSandbox> {
  const folder = await makeFolder(needsFile);
  const kubeconfigPath = folder === undefined ? undefined : join(folder, 'kubeconfig');
  const removeFolder = async () => {
    if (folder !== undefined) await rm(folder, {recursive: true, force: true});
  };
  const log = (level: LogLevel, message: string) => {
    if (level !== 'info') void err.write(`${level}: ${safeText(message)}\n`);
  };
  try {
    const sandbox = await startSandbox({kubeconfigPath, env, now, log, signal});
    const close = async () => {
      await sandbox.close();
      await removeFolder();
    };
    return {...sandbox, kubeconfigPath, close};
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function makeFolder(isNeeded: boolean): Promise<string | undefined> {
  const problems: string[] = [];
  for (const place of [tmpdir(), process.cwd()]) {
    try {
      return await mkdtemp(join(place, 'iter8ctl-sandbox-'));
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (!isNeeded) return undefined;
  const hint = 'name a folder that can be written by the variable TMPDIR';
  throw new Iter8Error('FORBIDDEN', `no place for the kubeconfig: ${problems.join('; ')}`, hint);
}
