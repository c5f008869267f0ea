import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect} from '@jest/globals';

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), '../fixtures');

/** Path of a file under `test/fixtures`. */
export function fixturePath(name: string): string {
  return join(FIXTURES, name);
}

export function fixture(name: string): string {
  return readFileSync(fixturePath(name), 'utf8');
}

/** Compares with a file under `test/fixtures`; `UPDATE_GOLDEN=1` rewrites it, never in CI. */
export function expectGolden(actual: string, name: string): void {
  if (process.env.UPDATE_GOLDEN && !process.env.CI) {
    mkdirSync(dirname(fixturePath(name)), {recursive: true});
    writeFileSync(fixturePath(name), actual);
  }
  expect(actual).toBe(fixture(name));
}
