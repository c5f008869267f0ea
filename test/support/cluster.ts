import {randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from '@jest/globals';
import type {ApiServer, ApiServerOptions} from '../../src/local/apiserver/start.js';
import {ApiClient} from './api-client.js';
import {readKubeconfig, writeKubeconfig} from './kubeconfig.js';

/** The API server that a test file runs on, and places of its own there. */
export interface TestCluster {
  /** Of an administrator; its namespace is `namespace`. */
  readonly kubeconfigPath: string;
  /** Fresh and empty; deleted after the last test of the file. */
  readonly namespace: string;
  readonly client: ApiClient;
  /** For files that the tests write; deleted with all that is in it. */
  readonly folder: string;
  /** Does something after the last test, while the server is still there: what is not in the namespace is to be deleted. */
  readonly atEnd: (action: () => Promise<unknown>) => void;
  /** A kube-apiserver with its controllers; otherwise the embedded one. */
  readonly isReal: boolean;
  /** For what only a test can want of a server: that it forgets the past, cuts connections. */
  readonly embedded: ApiServer | undefined;
}

/**
 * The real API server under `npm run test:cluster`, else an embedded one that is started for this file. Call it once, at
 * the top of a test file: `const cluster = await testCluster();`. At least one test of the file must run on each server:
 * Jest calls no hooks of a file whose tests are all skipped, and the server would go on.
 *
 * @param options of an embedded server
 */
export async function testCluster(options: ApiServerOptions = {}): Promise<TestCluster> {
  const real = process.env.ITER8CTL_TEST_KUBECONFIG;
  const embedded = real === undefined ? await startEmbedded(options) : undefined;
  try {
    const folder = await mkdtemp(join(tmpdir(), 'iter8ctl-cluster-test-'));
    const actions: (() => Promise<unknown>)[] = [];
    const place = await settle(folder, real, embedded);
    afterAll(async () => {
      for (const action of actions) await action();
      await leave(place);
    });
    return {...place, atEnd: (action) => void actions.push(action)};
  } catch (error) {
    await embedded?.close(); // no hook is run after a file that could not begin
    throw error;
  }
}

type Place = Omit<TestCluster, 'atEnd'>;

async function startEmbedded(options: ApiServerOptions): Promise<ApiServer> {
  const {startApiServer} = await import('../../src/local/apiserver/start.js');
  return startApiServer(options);
}

async function settle(folder: string, real: string | undefined, embedded: ApiServer | undefined): Promise<Place> {
  const serverKubeconfig = real ?? join(folder, 'server.kubeconfig');
  await embedded?.writeKubeconfig(serverKubeconfig);
  const access = readKubeconfig(serverKubeconfig);
  const client = new ApiClient(access);
  const namespace = `test-${randomBytes(4).toString('hex')}`;
  await client.ok('POST', '/api/v1/namespaces', {
    body: {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}},
  });
  const kubeconfigPath = join(folder, 'admin.kubeconfig');
  await writeKubeconfig(kubeconfigPath, access, namespace);
  return {kubeconfigPath, namespace, client, folder, isReal: real !== undefined, embedded};
}

async function leave({client, namespace, embedded, folder}: Place): Promise<void> {
  await client.ok('DELETE', `/api/v1/namespaces/${namespace}`);
  client.close();
  await embedded?.close();
  await rm(folder, {recursive: true});
}
