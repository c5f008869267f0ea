import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync, mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {fixture} from '../support/golden.js';

const ROOT = join(import.meta.dirname, '../..');

/** What only some commands need; found by words that stand in the bundle of each. */
const COSTLY = {
  jq: 'jq-wasm',
  'the cluster client': 'client.authentication.k8s.io',
  'the parser of conditions': 'gobbleBinaryExpression',
};

/** Files of `dist/` that a command line loads. */
function loadedFiles(argv: string[], input = ''): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'iter8ctl-'));
  const hooks = join(folder, 'hooks.mjs');
  writeFileSync(
    hooks,
    `import {appendFileSync} from 'node:fs';
     export async function load(url, context, next) { appendFileSync(${JSON.stringify(join(folder, 'urls'))}, url + '\\n'); return next(url, context); }`,
  );
  const register = join(folder, 'register.mjs');
  writeFileSync(register, `import {register} from 'node:module'; register(${JSON.stringify(`file://${hooks}`)});`);
  spawnSync(process.execPath, ['--import', register, join(ROOT, 'bin/run.js'), ...argv], {input});
  const urls = readFileSync(join(folder, 'urls'), 'utf8').split('\n');
  return urls.filter((url) => url.includes('/dist/')).map((url) => url.slice(url.lastIndexOf('/dist/') + 6));
}

const textOf = (files: string[]) => files.map((file) => readFileSync(join(ROOT, 'dist', file), 'utf8')).join('\n');

describe('start-up', () => {
  it.each([
    ['--help', ['--help'], ''],
    ['--version', ['--version'], ''],
    ['describe -f - of YAML', ['describe', '-f', '-'], fixture('canary-running.yaml')],
  ])('of %s loads nothing costly', (_what, argv, input) => {
    const files = loadedFiles(argv, input);
    expect(files).toContain('run.js');
    const text = textOf(files);
    for (const [what, word] of Object.entries(COSTLY)) expect([what, text.includes(word)]).toEqual([what, false]);
  });

  it('loads the YAML reader for YAML alone', () => {
    const json = '{"apiVersion":"iter8.tools/v2alpha2","kind":"Experiment","metadata":{"name":"x"}}';
    const isYaml = (file: string) => /yaml-resources/.test(file);
    expect(loadedFiles(['describe', '-f', '-'], json).some(isYaml)).toBe(false);
    expect(loadedFiles(['describe', '-f', '-'], fixture('canary-running.yaml')).some(isYaml)).toBe(true);
  });

  it('has all of that in the bundle, for those who ask for it', () => {
    const text = textOf(readdirSync(join(ROOT, 'dist/chunks')).map((file) => `chunks/${file}`));
    for (const [what, word] of Object.entries(COSTLY)) expect([what, text.includes(word)]).toEqual([what, true]);
  });
});
