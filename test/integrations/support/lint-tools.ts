import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';

/** Whether it is there: what comes from PyPI is not on every machine. */
export function hasLintTool(path: string): boolean {
  return existsSync(fileOf(path));
}

/**
 * A program that `scripts/install-test-tools.sh` puts into the cache, by its path there.
 *
 * @throws Error that says how to get it
 */
export function lintTool(path: string): string {
  const file = fileOf(path);
  if (existsSync(file)) return file;
  throw new Error(`there is no ${file}; install it with: scripts/install-test-tools.sh`);
}

function fileOf(path: string): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(cache, 'iter8ctl-test-tools', path);
}
