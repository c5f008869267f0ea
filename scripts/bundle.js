import {readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {build} from 'esbuild';
import {bundledPackages, refusals} from './licences/bundled.js';
import {noticesText} from './licences/notices.js';

/** Bundled CommonJS packages expect these three; ES modules have none of them. */
const BANNER = [
  "import{createRequire as __cr}from'node:module'",
  "import{fileURLToPath as __f}from'node:url'",
  "import{dirname as __d}from'node:path'",
  'const require=__cr(import.meta.url),__filename=__f(import.meta.url),__dirname=__d(__filename);',
].join(';');

/**
 * What oclif loads at every start and needs only for a command line without manifest (searching folders) or with
 * plugins of the user's (matching names), and ink only to be inspected: we have none of that.
 */
const NEVER_USED = ['tinyglobby', 'minimatch', 'react-devtools-core'];

/** @type {import('esbuild').Plugin} */
const withoutNeverUsed = {
  name: 'without-never-used',
  setup({onResolve, onLoad}) {
    onResolve({filter: new RegExp(`^(${NEVER_USED.join('|')})$`)}, ({path}) => ({path, namespace: 'never-used'}));
    onLoad({filter: /.*/, namespace: 'never-used'}, () => ({contents: 'module.exports = {}'}));
  },
};

/**
 * Makes oclif's modules load each other when they are used: `const x_1 = require("y")`, as TypeScript writes it, becomes a
 * getter. A command needs a third of what oclif would load otherwise.
 *
 * @type {import('esbuild').Plugin}
 */
const lazyOclif = {
  name: 'lazy-oclif',
  setup({onLoad}) {
    const filter = /@oclif\/core\/lib\/.*\.js$/;
    onLoad({filter}, async ({path}) => ({contents: lazyRequires(await readFile(path, 'utf8'))}));
  },
};

/**
 * Makes ink forget the lines that it has measured: it keeps each for ever, and a screen that is watched for days has a
 * new one every second.
 *
 * @type {import('esbuild').Plugin}
 */
const forgetfulInk = {
  name: 'forgetful-ink',
  setup({onLoad}) {
    const filter = /ink\/build\/(?:measure|wrap)-text\.js$/;
    onLoad({filter}, async ({path}) => ({contents: withoutRemembering(path, await readFile(path, 'utf8'))}));
  },
};

/** @param {string} path @param {string} source @throws Error when another version of ink does it in another way */
function withoutRemembering(path, source) {
  const forgetful = source.replace(/^ *cache(?:\.set\(.*\)|\[\w+\] = \w+);$/m, '');
  if (forgetful === source) throw new Error(`${path} remembers nothing any more: leave this plugin out`);
  return forgetful;
}

/** @param {string} source */
function lazyRequires(source) {
  const requires = /^const (\w+_\d+) = (.*\brequire\(.*\).*);$/gm;
  const getters = [...source.matchAll(requires)].map(([, name, value]) => `get ${name}() { return ${value}; }`);
  const names = [...source.matchAll(requires)].map(([, name]) => name);
  const rest = source
    .replaceAll(requires, '')
    .replaceAll(new RegExp(`\\b(${names.join('|')})\\b`, 'g'), 'lazy.$1');
  return names.length === 0
    ? source
    : rest.replace('"use strict";', `"use strict";\nconst lazy = {${getters.join(', ')}};`);
}

/**
 * @param {{minify: boolean}} options
 * @returns {Promise<import('esbuild').BuildOptions & {metafile: true}>}
 */
async function optionsOf({minify}) {
  const files = await readdir('src/commands', {recursive: true});
  const commands = files.filter((file) => file.endsWith('.ts')).map((file) => `src/commands/${file}`);
  return {
    entryPoints: ['src/run.ts', ...commands],
    outdir: 'dist',
    outbase: 'src',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify,
    legalComments: 'none', // all of them are in the notices
    define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
    alias: {yaml: './node_modules/yaml/browser/index.js'}, // the same in ES modules: only what is used gets in
    external: ['typescript'], // oclif asks for it only where it runs from source
    plugins: [withoutNeverUsed, lazyOclif, forgetfulInk],
    banner: {js: BANNER},
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
    logLevel: 'warning',
  };
}

/**
 * Builds `dist/`: one entry for each command, shared code in chunks, every package inside, so that the installed
 * command has no dependencies and loads only what it uses.
 *
 * @param {{minify: boolean}} options
 * @throws Error where a package that got in has a licence that we do not accept
 */
export async function bundle(options) {
  const built = await optionsOf(options);
  await rm('dist', {recursive: true, force: true});
  const {metafile} = await build(built);
  const packages = await bundledPackages(metafile);
  const refused = refusals(packages);
  if (refused.length > 0) throw new Error(refused.join('\n'));
  await writeFile('dist/THIRD-PARTY-NOTICES.txt', await noticesText(packages));
  return metafile;
}

/** What would be in `dist/`, which is left alone. */
export async function metafileOfBundle() {
  const {metafile} = await build({...(await optionsOf({minify: true})), write: false});
  return metafile;
}
