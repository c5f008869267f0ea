import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';

const ajv = new Ajv2020({allErrors: true, allowUnionTypes: true});

/** Finds in data what a schema of `schemas/` does not allow; empty where it fits. */
export function publishedSchema(name: string): (data: unknown) => readonly object[] {
  const text = readFileSync(join(import.meta.dirname, '../../schemas', name), 'utf8');
  const fits = ajv.compile(JSON.parse(text) as Record<string, unknown>);
  return (data) => (fits(data) ? [] : (fits.errors ?? []));
}
