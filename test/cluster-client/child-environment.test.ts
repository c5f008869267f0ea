import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from '@jest/globals';
import {withChildEnvironment} from '../../src/cluster/kubeconfig/child-environment.js';
import {loadKubeconfig} from '../../src/cluster/kubeconfig/files.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iter8ctl-child-'));
  for (const name of ['one', 'two']) {
    const contexts = [
      {name: `${name}-a`, context: {cluster: 'c'}},
      {name: `${name}-b`, context: {cluster: 'c'}},
    ];
    await writeFile(join(folder, name), JSON.stringify({'current-context': `${name}-a`, contexts}));
  }
});
afterAll(() => rm(folder, {recursive: true}));

async function seenByChild(flags: Parameters<typeof withChildEnvironment>[0], env: Record<string, string>) {
  let seen: Awaited<ReturnType<typeof loadKubeconfig>>;
  await withChildEnvironment(flags, env, async (childEnv) => {
    seen = await loadKubeconfig(undefined, childEnv);
  });
  return [seen?.currentContext, [...(seen?.contexts.keys() ?? [])].sort()];
}

it('is that of the kubeconfig and the context that the flags name', async () => {
  const [one, two] = ['one', 'two'].map((name) => join(folder, name)) as [string, string];
  const env = {KUBECONFIG: `${one}:${two}`};
  expect(await seenByChild({}, env)).toEqual(['one-a', ['one-a', 'one-b', 'two-a', 'two-b']]);
  expect(await seenByChild({context: 'two-b'}, env)).toEqual(['two-b', ['one-a', 'one-b', 'two-a', 'two-b']]);
  expect(await seenByChild({kubeconfig: two}, env)).toEqual(['two-a', ['two-a', 'two-b']]);
  expect(await seenByChild({kubeconfig: two, context: 'two-b'}, env)).toEqual(['two-b', ['two-a', 'two-b']]);
});

it('leaves nothing behind', async () => {
  const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('iter8ctl-context-'));
  const before = await left();
  await withChildEnvironment({context: 'x'}, {}, async () => expect(await left()).toHaveLength(before.length + 1));
  expect(await left()).toEqual(before);
});
