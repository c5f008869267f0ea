/**
 * What a package holds of others without naming it in its `package.json`: what is compiled to WebAssembly, or pasted in.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {string} [version] left out where the package does not tell it
 * @property {string} licence an expression of SPDX
 * @property {string} text file with its licence
 */

const TEXTS = 'scripts/licences/texts';

// Every program that Emscripten makes holds pieces of both.
const EMSCRIPTEN = [
  {name: 'emscripten', licence: 'MIT', text: `${TEXTS}/emscripten.txt`},
  {name: 'musl', licence: 'MIT', text: `${TEXTS}/musl.txt`},
];

const JSEP = ['jsep', '@jsep-plugin/assignment', '@jsep-plugin/regex'].map((name) => ({
  name,
  licence: 'MIT',
  text: `node_modules/${name}/LICENSE`,
}));

/** @type {ReadonlyMap<string, readonly Part[]>} by the name of the package */
export const INSIDE = new Map([
  [
    'jq-wasm',
    [
      {name: 'jq', version: '1.8.2', licence: 'MIT AND dtoa AND ICU AND BSD-2-Clause', text: `${TEXTS}/jq.txt`},
      {name: 'oniguruma', licence: 'BSD-2-Clause', text: `${TEXTS}/oniguruma.txt`},
      ...EMSCRIPTEN,
    ],
  ],
  ['jsonpath-plus', JSEP],
  ['undici', [{name: 'llhttp', licence: 'MIT', text: `${TEXTS}/llhttp.txt`}]],
  ['yoga-layout', EMSCRIPTEN],
]);

/** The licences of packages that come without their text: what `package.json` or the README says, written out. */
export const WITHOUT_TEXT = new Map([
  ['rfc6902', {licence: 'MIT', text: `${TEXTS}/rfc6902.txt`}],
  ['yoga-layout', {licence: 'MIT', text: `${TEXTS}/yoga-layout.txt`}],
]);
