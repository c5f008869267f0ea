import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {isAllowed} from '../../scripts/licences/allowed.js';
import {bundledPackages, refusals} from '../../scripts/licences/bundled.js';
import {developmentRefusals} from '../../scripts/licences/development.js';
import {noticesText} from '../../scripts/licences/notices.js';

const ROOT = join(import.meta.dirname, '../..');

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'iter8ctl-licences-'))));
afterAll(() => rm(folder, {recursive: true}));

type Files = Readonly<Record<string, string>>;

async function write(files: Files): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), {recursive: true});
    await writeFile(join(folder, file), text);
  }
}

/** Packages of a tree on which esbuild has left its mark: a file with no bytes was read, and nothing of it remained. */
async function bundled(files: Files, bytes: Readonly<Record<string, number>>) {
  await write(files);
  const inputs = Object.entries(bytes).map(([file, bytesInOutput]) => [file, {bytesInOutput}] as const);
  const output = {bytes: 1, imports: [], exports: [], inputs: Object.fromEntries(inputs)};
  return bundledPackages({outputs: {'dist/run.js': output}}, folder);
}

function packageJson(name: string, license?: unknown): string {
  return JSON.stringify({name, version: '1.2.3', license});
}

/** What is said against a package with these files, of which `index.js` is in the bundle. */
async function refusalsOf(name: string, own: Files): Promise<string[]> {
  const files = Object.entries(own).map(([file, text]) => [`node_modules/${name}/${file}`, text] as const);
  const tree = {[`node_modules/${name}/index.js`]: 'export {}', ...Object.fromEntries(files)};
  return refusals(await bundled(tree, {[`node_modules/${name}/index.js`]: 9}));
}

describe('a licence', () => {
  const allowed = new Set(['MIT', 'ISC']);

  it.each(['MIT', '(MIT)', 'MIT AND ISC', 'GPL-3.0-only OR MIT', '(GPL-3.0-only OR ISC) AND MIT'])(
    'is accepted: %s',
    (expression) => expect(isAllowed(expression, allowed)).toBe(true),
  );

  it.each([
    'GPL-3.0-only',
    'MIT AND GPL-3.0-only',
    'MIT OR',
    'MIT OR AND',
    '(MIT',
    'MIT ISC',
    'MIT WITH any-exception',
    'mit',
    'SEE LICENSE IN MIT',
    '',
  ])('is refused: %s', (expression) => expect(isAllowed(expression, allowed)).toBe(false));
});

describe('a package in the bundle', () => {
  it('is accepted with a licence on the list and its text', async () => {
    expect(await refusalsOf('good', {'package.json': packageJson('good', 'MIT'), LICENSE: 'Do.'})).toEqual([]);
  });

  it.each([
    ['a licence not on the list', 'GPL-3.0-only', 'gpl 1.2.3 has a licence that is not on the list: GPL-3.0-only'],
    ['one that only may be used', 'CC-BY-4.0', 'gpl 1.2.3 has a licence that is not on the list: CC-BY-4.0'],
    ['no licence', undefined, 'gpl 1.2.3 names no licence'],
    ['one that is not a word', {type: 'MIT'}, 'gpl 1.2.3 names no licence'],
  ])('is refused with %s', async (_what, licence, reason) => {
    expect(await refusalsOf('gpl', {'package.json': packageJson('gpl', licence), LICENSE: 'Do.'})).toEqual([
      reason,
    ]);
  });

  it('is refused without the text of its licence', async () => {
    expect(await refusalsOf('mute', {'package.json': packageJson('mute', 'MIT')})).toEqual([
      'mute 1.2.3 has no text of its licence: give it in scripts/licences/inside.js',
    ]);
  });

  it('is refused with WebAssembly that nobody has said anything about', async () => {
    const own = {'package.json': packageJson('wasm', 'MIT'), LICENSE: 'Do.'};
    const code = `const code = '${Buffer.from('\0asm\x01\0\0\0').toString('base64')}';`;
    expect(await refusalsOf('wasm', {...own, 'index.js': code})).toEqual([
      'wasm 1.2.3 holds WebAssembly: say in scripts/licences/inside.js what it is made of',
    ]);
  });

  it('needs neither licence nor text where nothing of it remained', async () => {
    const file = 'node_modules/gone/index.js';
    expect(
      await bundled({[file]: '', 'node_modules/gone/package.json': packageJson('gone')}, {[file]: 0}),
    ).toEqual([]);
  });

  it('is counted once where it is installed at two places, and by its scope', async () => {
    const roots = ['node_modules/@a/b', 'node_modules/other/node_modules/@a/b'];
    const manifests = roots.map((root) => [`${root}/package.json`, packageJson('@a/b', 'ISC')] as const);
    const code = roots.map((root) => [`${root}/index.js`, ''] as const);
    const bytes = Object.fromEntries(code.map(([file]) => [file, 5]));
    expect(await bundled(Object.fromEntries([...manifests, ...code]), bytes)).toMatchObject([
      {name: '@a/b', version: '1.2.3'},
    ]);
  });
});

describe('the notices', () => {
  it('hold every licence and notice from the root of a package to the files that are in the bundle', async () => {
    const tree = {
      'node_modules/deep/package.json': packageJson('deep', 'MIT'),
      'node_modules/deep/LICENSE': 'of deep\r\n',
      'node_modules/deep/NOTICE.txt': 'and thanks',
      'node_modules/deep/lib/pasted/LICENSE.md': 'of what was pasted in',
      'node_modules/deep/lib/pasted/index.js': '',
      'node_modules/deep/lib/license.js': 'code',
      'node_modules/deep/other/LICENSE': 'of what is not in the bundle',
    };
    const packages = await bundled(tree, {'node_modules/deep/lib/pasted/index.js': 5});
    expect(await noticesText(packages)).toBe(
      'deep 1.2.3\n\nLicence: MIT\n\nof deep\n\nand thanks\n\nof what was pasted in\n',
    );
  });

  it('that are built name what WebAssembly is made of', async () => {
    const text = await readFile(join(ROOT, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const title of [
      'undici 7.30.2',
      'llhttp (in undici)',
      'jq 1.8.2 (in jq-wasm)',
      'oniguruma (in jq-wasm)',
      'musl (in yoga-layout)',
    ]) {
      expect(text).toContain(`\n\n${title}\n\nLicence: `);
    }
    expect(text).toContain('K.Kosako');
  });
});

describe('a package that we work with', () => {
  const good = {version: '1.0.0', license: 'MIT', integrity: 'sha512-AA=='};
  const refusalsOf = (locked: object) => developmentRefusals({'': {}, 'node_modules/x/node_modules/@a/b': locked});

  it.each([
    ['with a licence on the list', good],
    ['with one for those that are not passed on', {...good, license: 'CC-BY-4.0'}],
    ['for another machine, of which npm knows nothing here', {version: '1.0.0', optional: true, os: ['darwin']}],
  ])('is accepted %s', (_what, locked) => expect(refusalsOf(locked)).toEqual([]));

  it.each([
    [
      'with another licence',
      {...good, license: 'AGPL-3.0-only'},
      'has a licence that is not on the list: AGPL-3.0-only',
    ],
    ['without one', {version: '1.0.0', integrity: good.integrity}, 'names no licence'],
    ['without a hash', {version: '1.0.0', license: 'MIT'}, 'has no hash in the lock file'],
  ])('is refused %s', (_what, locked, reason) => expect(refusalsOf(locked)).toEqual([`@a/b 1.0.0 ${reason}`]));

  it('is none that is refused', async () => {
    const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Parameters<typeof developmentRefusals>[0];
    };
    expect(Object.keys(lock.packages).length).toBeGreaterThan(300);
    expect(developmentRefusals(lock.packages)).toEqual([]);
  });
});
