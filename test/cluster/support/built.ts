import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');

/** The command as users run it. */
export const BIN = join(ROOT, 'bin/run.js');

if (!existsSync(join(ROOT, 'dist/run.js')))
  throw new Error('these tests run the built command, and it is not there: npm run build');

/** Runs the built command to its end; it must succeed. */
export async function iter8ctl(...argv: string[]): Promise<string> {
  const {stdout} = await promisify(execFile)(process.execPath, [BIN, ...argv], {env: {PATH: process.env.PATH}});
  return stdout;
}
