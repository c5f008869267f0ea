import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Document, parseAllDocuments} from 'yaml';
import {Field} from '../../../src/experiment/field.js';
import {isObject, type JsonObject} from '../../../src/experiment/json.js';
import {fixturePath} from '../../support/golden.js';

/** Folders of fixtures that are correct in their generation. */
const FOLDERS = ['.', 'legacy', 'convert', 'metrics'];

/** All Experiments and Metrics among the fixtures, of every generation, by file. */
export function allResources(): [string, JsonObject][] {
  const files = FOLDERS.flatMap((folder) => readdirSync(fixturePath(folder)).map((file) => join(folder, file)));
  return [
    ...files.filter((file) => file.endsWith('.yaml')),
    'validate/valid.yaml',
    'validate/tutorial-listing.yaml',
  ].flatMap((file) =>
    resourcesIn(file).map((resource): [string, JsonObject] => [nameOf(file, resource), resource]),
  );
}

export function resourcesIn(file: string): JsonObject[] {
  const documents = parseAllDocuments(readFileSync(fixturePath(file), 'utf8'), {intAsBigInt: true});
  const roots = documents.map((document) => (document as Document).toJS({reviver: smallNumber}) as unknown);
  return roots
    .filter(isObject)
    .flatMap((root) => (Array.isArray(root.items) ? (root.items as JsonObject[]) : [root]))
    .filter(({kind}) => kind === 'Experiment' || kind === 'Metric');
}

/** As our own readers have integers: exact, and numbers where that is exact. */
function smallNumber(_key: unknown, value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function nameOf(file: string, resource: JsonObject): string {
  const field = new Field(resource);
  return `${file}: ${field.get('apiVersion').text()} ${field.get('metadata', 'name').text()}`;
}
