import {readFile, writeFile} from 'node:fs/promises';
import {build} from 'esbuild';

const TARGET = 'docs/resources.md';

const INTRODUCTION = `# Experiment and Metric

Every field of \`iter8.tools/v2alpha2\`; written by \`npm run manifest\` from the schemas that the cluster gets, so that
\`kubectl explain experiment.spec\` says the same. \`iter8ctl validate -f FILE\` checks what depends on several fields, and
\`iter8ctl convert -f FILE\` brings older generations into this form ([migration.md](migration.md)).
`;

/**
 * @typedef {import('../src/experiment/schema/schema.js').Schema} Schema
 * @typedef {{path: string, schema: Schema, isRequired: boolean}} Field
 */

/** Writes the reference of the resources; with `--check` only compares. */
async function main() {
  const {EXPERIMENT_V2} = await load('src/experiment/schema/experiment-v2.ts');
  const {METRIC_V2ALPHA2} = await load('src/experiment/schema/metric.ts');
  const sections = [sectionOf('Experiment', EXPERIMENT_V2), sectionOf('Metric', METRIC_V2ALPHA2)];
  const text = [INTRODUCTION, ...sections].join('\n');
  if (!process.argv.includes('--check')) return writeFile(TARGET, text);
  if ((await readFile(TARGET, 'utf8').catch(() => '')) === text) return undefined;
  console.error(`${TARGET} is out of date: run npm run manifest`);
  process.exitCode = 1;
}

/** @param {string} file a module of TypeScript that imports nothing but our own */
async function load(file) {
  const {outputFiles} = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.text ?? '').toString('base64')}`);
}

/**
 * @param {string} kind
 * @param {Schema} schema
 */
function sectionOf(kind, schema) {
  const fields = fieldsOf('spec', schema.properties?.spec ?? {}, true);
  const isOld = (/** @type {Field} */ {schema: {description = ''}}) => description.startsWith('Deprecated:');
  const present = fields.filter((field) => !isOld(field)).map(rowOf);
  const old = fields
    .filter(isOld)
    .map(({path, schema: {description = ''}}) => `| \`${path}\` | ${description.slice(12)} |`);
  const deprecated = [
    '',
    'Read, and not to be written any more:',
    '',
    '| field | instead |',
    '| --- | --- |',
    ...old,
  ];
  return [
    `## ${kind}`,
    '',
    '| field | type | meaning |',
    '| --- | --- | --- |',
    ...present,
    ...(old.length > 0 ? deprecated : []),
    '',
  ].join('\n');
}

/**
 * A field and all below it; what is below a deprecated one is left out.
 *
 * @param {string} path
 * @param {Schema} schema
 * @param {boolean} isRequired
 * @returns {Field[]}
 */
function fieldsOf(path, schema, isRequired) {
  const own = {path, schema, isRequired};
  if (schema.description?.startsWith('Deprecated:')) return [own];
  const items = schema.items ?? schema.additionalProperties?.items;
  const below = items ? `${path}${schema.items ? '' : '.KEY'}[]` : path;
  const inner = items ?? schema;
  const fields = Object.entries(inner.properties ?? {});
  return [
    own,
    ...fields.flatMap(([name, field]) =>
      fieldsOf(`${below}.${name}`, field, inner.required?.includes(name) ?? false),
    ),
  ];
}

/** @param {Field} field */
function rowOf({path, schema, isRequired}) {
  const {description = '', default: usual} = schema;
  const more = usual === undefined ? '' : ` ${usual} if left out.`;
  return `| \`${path}\` | ${typeOf(schema)}${isRequired ? ', needed' : ''} | ${escaped(description + more)} |`;
}

/** A quantity, unless its pattern holds words alone: `^(auto|anytime)$`. @param {Schema} schema */
function typeOfTextOrNumber({pattern = ''}) {
  const words = /^\^\(([a-z|]+)\)\$$/.exec(pattern)?.[1]?.split('|');
  return words
    ? `whole number, or ${words.map((word) => `\`${word}\``).join(', ')}`
    : 'quantity, such as 50 or "0.01"';
}

/** @param {Schema} schema @returns {string} */
function typeOf(schema) {
  const {type, enum: words, items, additionalProperties, minimum, maximum} = schema;
  if (schema['x-kubernetes-int-or-string']) return typeOfTextOrNumber(schema);
  if (words) return words.map((word) => `\`${word}\``).join(', ');
  if (items) return `list${items.type === 'object' ? '' : ` of ${typeOf(items)}`}`;
  if (additionalProperties) return additionalProperties.items ? 'lists by key' : 'map';
  if (type === 'integer') {
    const bounds = [
      minimum === undefined ? '' : ` from ${minimum}`,
      maximum === undefined ? '' : ` to ${maximum}`,
    ];
    return `whole number${bounds.join('')}`;
  }
  const names = new Map([
    ['string', 'text'],
    ['boolean', 'true or false'],
    ['object', 'object'],
    ['number', 'number'],
  ]);
  return names.get(type ?? '') ?? 'anything';
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('|', '\\|');
}

await main();
