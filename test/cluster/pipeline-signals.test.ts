import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeAll, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {nameOf, objectsOf, valueAt} from '../../src/local/apiserver/object.js';
import {demo} from '../local/workloads/deployments/support.js';
import {service} from '../local/workloads/mesh/support.js';
import {SHAS} from '../operate/pipeline/support/play.js';
import {testCluster} from '../support/cluster.js';
import {BIN} from './support/built.js';
import {createMetric, installDefinitions} from './support/experiments.js';
import {installMesh} from './support/mesh.js';
import {routersPath} from './support/routers.js';
import {until} from './support/until.js';

const place = await testCluster();
const {client, namespace, kubeconfigPath, folder} = place;
const MANIFEST = join(folder, 'deploy.json');
const LEASES = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${namespace}/deployments`;

const inPlace = (object: JsonObject, apiVersion: string, kind: string) => ({
  ...object,
  ...{apiVersion, kind, metadata: {...(object.metadata as JsonObject), namespace}},
});

beforeAll(async () => {
  await installDefinitions(place);
  await installMesh(place);
  await createMetric(place, 'mean-latency', {});
  await writeFile(MANIFEST, JSON.stringify(inPlace(demo('v101'), 'apps/v1', 'Deployment')));
  await client.ok('POST', `/api/v1/namespaces/${namespace}/services`, {body: inPlace(service(), 'v1', 'Service')});
  await client.ok('POST', DEPLOYMENTS, {body: inPlace(demo('v100'), 'apps/v1', 'Deployment')});
});

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

/** The built command; no Pod becomes ready here. */
function release(...more: readonly string[]) {
  const trial = ['--service', 'iter8-demo', '--objective', 'mean-latency<=200', '--commit', SHAS.v101!];
  const argv = [BIN, 'pipeline', '--kubeconfig', kubeconfigPath, '--manifest', MANIFEST, ...trial, ...more];
  child = spawn(process.execPath, argv, {env: {PATH: '/nowhere'}, stdio: ['ignore', 'pipe', 'pipe']});
  let text = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk: Buffer) => (text += String(chunk)));
  const ended = once(child, 'close');
  const told = (words: string) =>
    until(() => Promise.resolve(text.includes(words)), `it tells: ${words} in ${text}`);
  return {told, end: async () => [((await ended) as [number])[0], text] as const};
}

async function leases(): Promise<readonly string[]> {
  const list = (await client.ok('GET', LEASES)) as unknown as JsonObject;
  return objectsOf(list.items)
    .map(nameOf)
    .filter((name) => name.startsWith('iter8-pipeline'));
}

async function weights(): Promise<unknown> {
  const router = (await client.ok('GET', `${routersPath(namespace)}/iter8-demo`)) as unknown as JsonObject;
  const [rule] = objectsOf(valueAt(router, 'spec', 'http'));
  return objectsOf(rule?.route).map(({weight}) => weight);
}

describe.each(['SIGTERM', 'SIGINT'] as const)('a release that gets %s', (signal) => {
  it('while it waits for its turn leaves the queue', async () => {
    const metadata = {name: 'iter8-pipeline.iter8-demo', labels: {'iter8.tools/service': 'iter8-demo'}};
    const renewTime = new Date().toISOString().replace('Z', '000Z');
    const spec = {holderIdentity: 'other', renewTime};
    await client.ok('POST', LEASES, {body: {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec}});
    const run = release();
    await run.told('is being released');
    expect(await leases()).toHaveLength(2);
    child?.kill(signal);
    expect(await run.end()).toEqual([
      130,
      expect.stringMatching(
        /error: interrupted; the live version serves\nhint: the same command takes it up again\n$/,
      ),
    ]);
    expect(await leases()).toEqual([metadata.name]);
    await client.ok('DELETE', `${LEASES}/${metadata.name}`);
  });

  it('while the candidate comes up leaves all traffic to the live version, and no Lease', async () => {
    const run = release();
    await run.told('waits for iter8-demo-v101 to become ready');
    child?.kill(signal);
    expect(await run.end()).toEqual([
      130,
      expect.stringContaining('error: interrupted; the live version serves\n'),
    ]);
    expect([await leases(), await weights()]).toEqual([[], [100, 0]]);
  });
});

it('a release whose time is up says so, and leaves no Lease', async () => {
  const [exitCode, text] = await release('--timeout', '4s').end();
  expect([exitCode, text]).toEqual([
    7,
    expect.stringContaining('error: not released in time; the live version serves\n'),
  ]);
  expect(await leases()).toEqual([]);
});

it('a release whose candidate does not come up removes it, and leaves the live version', async () => {
  const [exitCode, text] = await release('--ready-timeout', '1s').end();
  expect([exitCode, text]).toEqual([
    3,
    expect.stringContaining('iter8-demo-v101 does not become ready: after 1 s'),
  ]);
  const list = (await client.ok('GET', DEPLOYMENTS)) as unknown as JsonObject;
  expect([objectsOf(list.items).map(nameOf), await weights()]).toEqual([['iter8-demo-v100'], [100, 0]]);
});
