import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {loadAll} from 'js-yaml';

export const ROOT = join(import.meta.dirname, '../../..');
export const SAMPLES = join(ROOT, 'samples/integrations');

/** A file of the samples, as text. */
export function sampleText(path: string): string {
  return readFileSync(join(SAMPLES, path), 'utf8');
}

/** The documents of a file; a test says what it takes them for. */
export function sampleDocuments(path: string): readonly unknown[] {
  return loadAll(sampleText(path));
}
