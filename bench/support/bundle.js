import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';

/** Inside node_modules, so that the packages that a module imports are found from there. */
const CACHE = 'node_modules/.cache';

/**
 * Some of our TypeScript modules as one that node can import.
 *
 * @param {string} contents the module that exports what is wanted, with paths from the root of the repository
 * @param {Readonly<Record<string, string>>} [elsewhere] modules that stay out of it, with the URL where they are
 * @returns {Promise<unknown>} its exports
 */
export async function importBundled(contents, elsewhere = {}) {
  await mkdir(CACHE, {recursive: true});
  const folder = await mkdtemp(join(CACHE, 'iter8ctl-bench-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    await build({
      stdin: {contents, resolveDir: process.cwd(), loader: 'ts'},
      outfile,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
      plugins: [leaveOut(elsewhere)],
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** @param {Readonly<Record<string, string>>} elsewhere @returns {import('esbuild').Plugin} */
function leaveOut(elsewhere) {
  return {
    name: 'leave-out',
    setup: ({onResolve}) =>
      onResolve({filter: /./}, ({path}) =>
        elsewhere[path] ? {path: elsewhere[path], external: true} : undefined,
      ),
  };
}
