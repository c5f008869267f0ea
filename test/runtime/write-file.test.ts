import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {realDeps} from '../../src/runtime/real-deps.js';

describe('writing a file', () => {
  const deps = realDeps();
  const writeFile = (file: string, text: string) => deps.writeFile(file, text);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'iter8ctl-'));
  });
  afterEach(() => rmSync(folder, {recursive: true}));

  it('makes one that is not there, and leaves nothing else behind', async () => {
    await writeFile(join(folder, 'report.html'), 'new');
    expect(readdirSync(folder)).toEqual(['report.html']);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe('new');
  });

  it('replaces what a link points at, and keeps link and permissions', async () => {
    const [file, link] = [join(folder, 'a.md'), join(folder, 'b.md')];
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    symlinkSync(file, link);
    await writeFile(link, 'new');
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['new', 0o640]);
    expect(readdirSync(folder)).toEqual(['a.md', 'b.md']);
  });

  it('says that a folder is missing, or that the name is one', async () => {
    await expect(writeFile(join(folder, 'no', 'x.md'), 'new')).rejects.toMatchObject({code: 'NOT_FOUND'});
    await expect(writeFile(folder, 'new')).rejects.toMatchObject({code: 'INVALID'});
  });
});
