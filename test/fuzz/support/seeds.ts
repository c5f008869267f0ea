import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {JsonObject} from '../../../src/experiment/json.js';
import {readResources} from '../../../src/experiment/reading/experiments.js';

/** Characters: what is longer would only take time. */
const LONGEST_SEED = 6000;

/** Real texts of the repository with one of these endings, in a fixed order; the working folder is its top. */
export function seedTexts(folders: readonly string[], endings: readonly string[]): readonly string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, {recursive: true, encoding: 'utf8'}).map((file) => join(folder, file)),
  );
  const wanted = files.filter((file) => endings.some((ending) => file.endsWith(ending))).sort();
  return wanted.map((file) => readFileSync(file, 'utf8')).filter((text) => text.length <= LONGEST_SEED);
}

const RESOURCES = seedTexts(['test/fixtures', 'samples'], ['.yaml', '.yml', '.json']);

export const YAML_SEEDS = RESOURCES.filter((text) => !/^\s*[{[]/.test(text));

export const JSON_SEEDS = [
  ...RESOURCES.filter((text) => /^\s*[{[]/.test(text)),
  ...(await resourcesIn(YAML_SEEDS.slice(0, 20))).map((value) => JSON.stringify(value, undefined, 1)),
];

/** Experiments of every generation, as objects. */
export const EXPERIMENT_SEEDS = (await resourcesIn(RESOURCES)).filter(({kind}) => kind === 'Experiment');

export const METRIC_SEEDS = (await resourcesIn(RESOURCES)).filter(({kind}) => kind === 'Metric');

/** Some fixtures are wrong on purpose: they give what stands before the mistake. */
async function resourcesIn(texts: readonly string[]): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  for (const text of texts) {
    try {
      for await (const {value} of readResources({name: 'seed', text})) found.push(value);
    } catch {
      continue;
    }
  }
  return found;
}
