import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {Iter8Error} from '../../../errors.js';

const MANIFEST = /\.(ya?ml|json)$/i;

/**
 * The files that a path means: itself, or of a folder those with manifests, by name. Folders in it are not looked at, as
 * `kubectl apply -f` does it.
 *
 * @throws Iter8Error INVALID for a folder without any
 */
export async function manifestFiles(path: string): Promise<readonly string[]> {
  const names = await namesIn(path);
  if (names === undefined) return [path];
  const manifests = names.filter((name) => MANIFEST.test(name)).sort();
  if (manifests.length > 0) return manifests.map((name) => join(path, name));
  throw new Iter8Error('INVALID', `no manifest in the folder ${path}`, 'its files end with .yaml, .yml or .json');
}

/** @returns undefined for what is no folder; whoever reads it says what it is */
async function namesIn(path: string): Promise<readonly string[] | undefined> {
  try {
    const entries = await readdir(path, {withFileTypes: true});
    return entries.filter((entry) => !entry.isDirectory()).map(({name}) => name);
  } catch {
    return undefined;
  }
}
