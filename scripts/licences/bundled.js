import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {dirname, join, normalize} from 'node:path';
import {isAllowed, SHIPPED} from './allowed.js';
import {INSIDE, WITHOUT_TEXT} from './inside.js';

/**
 * A package of which something is in the bundle.
 *
 * @typedef {object} BundledPackage
 * @property {string} name
 * @property {string} version
 * @property {string} licence an expression of SPDX; empty where the package names none
 * @property {readonly string[]} texts its licences and notices, in full
 * @property {boolean} holdsWebAssembly code whose makers its `package.json` does not tell
 * @property {readonly import('./inside.js').Part[]} parts what it holds of others
 */

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE_FILE = /^(?:licen[cs]e|copying|copyright|notice)(?:[.-](?:mit|bsd|isc|apache|txt|md|markdown))*$/i;
/** The four bytes that all WebAssembly begins with, in base64. */
const WEB_ASSEMBLY = 'AGFzbQ';

/**
 * The packages that really are in what was built: of some that are read nothing remains.
 *
 * @param {Pick<import('esbuild').Metafile, 'outputs'>} metafile
 * @param {string} [folder] that its paths begin at
 * @returns {Promise<BundledPackage[]>} sorted, each version once
 */
export async function bundledPackages({outputs}, folder = '.') {
  /** @type {Map<string, Set<string>>} */
  const files = new Map();
  for (const {inputs} of Object.values(outputs)) {
    for (const [file, {bytesInOutput}] of Object.entries(inputs)) {
      const root = PACKAGE.exec(file)?.[0];
      if (root !== undefined && bytesInOutput > 0) files.set(root, (files.get(root) ?? new Set()).add(file));
    }
  }
  const packages = await Promise.all([...files].map(([root, own]) => readPackage(folder, root, [...own])));
  const byName = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/**
 * @param {string} folder
 * @param {string} root of the package
 * @param {readonly string[]} files of the package, which are in the bundle
 * @returns {Promise<BundledPackage>}
 */
async function readPackage(folder, root, files) {
  const {name, version, license} = JSON.parse(await readFile(join(folder, root, 'package.json'), 'utf8'));
  const licence = typeof license === 'string' ? license : '';
  const own = await textsIn(folder, foldersOf(root, files));
  const known = WITHOUT_TEXT.get(name);
  const texts = own.length === 0 && known?.licence === licence ? [await readFile(known.text, 'utf8')] : own;
  const sources = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const holdsWebAssembly = sources.some((source) => source.includes(WEB_ASSEMBLY));
  return {name, version, licence, texts, holdsWebAssembly, parts: INSIDE.get(name) ?? []};
}

/** Each folder between a file and the root of its package: a licence may stand beside what was pasted in. */
function foldersOf(/** @type {string} */ root, /** @type {readonly string[]} */ files) {
  const folders = new Set([normalize(root)]);
  for (const file of files) {
    for (let at = dirname(normalize(file)); !folders.has(at); at = dirname(at)) folders.add(at);
  }
  return [...folders].sort();
}

async function textsIn(/** @type {string} */ start, /** @type {readonly string[]} */ folders) {
  const texts = folders.map(async (folder) => {
    const names = (await readdir(join(start, folder))).filter((name) => LICENCE_FILE.test(name));
    return Promise.all(names.sort().map((name) => readFile(join(start, folder, name), 'utf8')));
  });
  return (await Promise.all(texts)).flat();
}

/**
 * Why packages may not be shipped.
 *
 * @param {readonly BundledPackage[]} packages
 * @returns {string[]} a line for each reason
 */
export function refusals(packages) {
  return packages.flatMap(({name, version, licence, texts, holdsWebAssembly, parts}) => {
    const own = `${name} ${version}`;
    return [
      ...licenceRefusals(own, licence, SHIPPED),
      ...(texts.length === 0 ? [`${own} has no text of its licence: give it in scripts/licences/inside.js`] : []),
      ...(holdsWebAssembly && parts.length === 0
        ? [`${own} holds WebAssembly: say in scripts/licences/inside.js what it is made of`]
        : []),
      ...parts.flatMap((part) => licenceRefusals(`${part.name} in ${own}`, part.licence, SHIPPED)),
      ...parts.filter(({text}) => !existsSync(text)).map(({text}) => `${own} needs the text ${text}`),
    ];
  });
}

/**
 * @param {string} what
 * @param {string} licence
 * @param {ReadonlySet<string>} allowed
 */
export function licenceRefusals(what, licence, allowed) {
  if (licence === '') return [`${what} names no licence`];
  return isAllowed(licence, allowed) ? [] : [`${what} has a licence that is not on the list: ${licence}`];
}
