import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';

/**
 * The folder with one generation of kubectl and helm: `kubectl/kubectl` and `helm/helm` are in it.
 *
 * @param version `v35` or `v32`
 * @throws Error that says how to get them
 */
export function testTools(version: string): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'iter8ctl-test-tools', version);
  if (existsSync(folder)) return folder;
  throw new Error(`there is no ${folder}; install it with: scripts/install-test-tools.sh`);
}
