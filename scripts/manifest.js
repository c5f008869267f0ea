import {readFile, writeFile} from 'node:fs/promises';
import {Plugin} from '@oclif/core/config';

const FILE = 'oclif.manifest.json';

/**
 * Writes what oclif needs to print `--help` without loading the commands; with `--check` only says whether the file is
 * up to date. (The package `oclif` does the same and brings some 300 packages along.)
 */
async function main() {
  const options = {ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true};
  const plugin = new Plugin({root: process.cwd(), ...options});
  await plugin.load();
  const commands = Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1)); // not as the disk has them
  const text = `${JSON.stringify({...plugin.manifest, commands: Object.fromEntries(commands)}, undefined, 2)}\n`;
  if (!process.argv.includes('--check')) return writeFile(FILE, text);
  if ((await readFile(FILE, 'utf8').catch(() => '')) === text) return undefined;
  console.error(`${FILE} is out of date: run npm run manifest`);
  process.exitCode = 1;
}

await main();
