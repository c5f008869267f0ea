import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';

/**
 * The module real-cluster.ts for a process that knows only JavaScript: Jest's global setup, or a script.
 *
 * @returns {Promise<typeof import('./real-cluster.js')>}
 */
export async function loadRealCluster() {
  const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-bundle-'));
  try {
    const outfile = join(folder, 'real-cluster.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'real-cluster.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      define: {'import.meta.dirname': JSON.stringify(import.meta.dirname)},
      outfile,
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, {recursive: true});
  }
}
