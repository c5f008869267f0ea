import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');

/** Each threat, with the tests that its row names. */
const THREATS = (PAGE.split('## Threats')[1]?.split('\n## ')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (threat |-)/.test(line))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return [
      cells[1] ?? '',
      [...(cells[3] ?? '').matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path ?? ''),
    ] as const;
  });

/** The test files at a path: itself, or those in the folder. */
function testsAt(path: string): readonly string[] {
  const file = join(ROOT, path);
  if (!statSync(file).isDirectory()) return [file];
  const names = readdirSync(file, {recursive: true, encoding: 'utf8'});
  return names.filter((name) => /\.test\.tsx?$/.test(name)).map((name) => join(file, name));
}

describe('the threats that docs/security.md tells of', () => {
  it('are all found here', () => expect(THREATS.length).toBeGreaterThan(15));

  it.each(THREATS)('are held off by something that tests show: %s', (_threat, paths) => {
    expect(paths).not.toEqual([]);
    for (const path of paths) {
      const texts = testsAt(path).map((file) => readFileSync(file, 'utf8'));
      expect([path, texts.some((text) => text.includes('expect('))]).toEqual([path, true]);
    }
  });
});
