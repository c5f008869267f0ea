import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {expect, it} from '@jest/globals';
import {testCluster, type TestCluster} from '../support/cluster.js';
import {BIN} from './support/built.js';
import {createMetric, installDefinitions} from './support/experiments.js';
import {installMesh} from './support/mesh.js';
import {createRouter, routersPath, weightsOf} from './support/routers.js';

const cluster = await testCluster();
const {client, namespace, kubeconfigPath, folder} = cluster;

/** The script with `iter8ctl` on its path, and nothing of ours in its environment. */
async function runScript(): Promise<{exitCode: number | null; out: string; err: string}> {
  await symlink(BIN, join(folder, 'iter8ctl'));
  const script = spawn(join(import.meta.dirname, 'journey.sh'), {
    env: {
      PATH: `${folder}:${process.env.PATH ?? ''}`,
      KUBECONFIG: kubeconfigPath,
      NAMESPACE: namespace,
      TMPDIR: folder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cluster.atEnd(async () => script.kill()); // should it be too slow: it ends what it started
  const [out, err] = await Promise.all([text(script.stdout), text(script.stderr), once(script, 'close')]);
  return {exitCode: script.exitCode, out, err};
}

async function weights(router: string): Promise<number[]> {
  return weightsOf(await client.ok('GET', `${routersPath(namespace)}/${router}`));
}

it('goes from an empty cluster to a good version, a slow one and a clean cluster, as a CI job does', async () => {
  await prepareApp(cluster);
  const {exitCode, out, err} = await runScript();
  expect({exitCode, err, end: out.slice(-2000)}).toEqual({
    exitCode: 0,
    err: '',
    end: expect.stringMatching(/\nall as it should be\n$/),
  });
  expect([await weights('shop'), await weights('cart')]).toEqual([
    [0, 100],
    [100, 0],
  ]);
});

async function prepareApp(of: TestCluster): Promise<void> {
  await installMesh(of);
  await installDefinitions(of); // those of the script come on top; a Metric must be there before
  await createRouter(of, 'shop', ['v1', 'v2']);
  await createRouter(of, 'cart', ['v1', 'slow']);
  await createMetric(of, 'latency', {v1: 0, v2: 0, slow: 100});
}
