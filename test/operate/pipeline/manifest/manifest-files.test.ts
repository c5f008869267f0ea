import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {manifestFiles} from '../../../../src/operate/pipeline/manifest/manifest-files.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iter8ctl-manifest-'));
  for (const name of ['b.yml', 'a.yaml', 'c.json', 'README.md']) await writeFile(join(folder, name), '');
  await mkdir(join(folder, 'more.yaml'));
  await mkdir(join(folder, 'empty'));
});
afterAll(() => rm(folder, {recursive: true}));

describe('the files of a manifest', () => {
  it('are those of a folder by name, without other files and folders in it', async () => {
    const names = ['a.yaml', 'b.yml', 'c.json'].map((name) => join(folder, name));
    await expect(manifestFiles(folder)).resolves.toEqual(names);
  });

  it('are the one that is named, be it there or not', async () => {
    await expect(manifestFiles('deploy.yaml')).resolves.toEqual(['deploy.yaml']);
  });

  it('are missed in a folder without any', async () => {
    await expect(manifestFiles(join(folder, 'empty'))).rejects.toMatchObject({code: 'INVALID'});
  });
});
