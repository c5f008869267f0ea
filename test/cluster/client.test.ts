import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from '@jest/globals';
import {load} from 'js-yaml';
import {openCluster} from '../../src/cluster/client.js';
import {ConflictError} from '../../src/cluster/conflict-error.js';
import type {Cluster, ResourceKind, WatchEvent} from '../../src/cluster/port.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {testCluster} from '../support/cluster.js';

const {kubeconfigPath, namespace, folder, isReal} = await testCluster();
const cluster = await openCluster({kubeconfig: kubeconfigPath, env: {}});
afterAll(() => cluster.close());

const CONFIG_MAPS: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  isNamespaced: true,
};

let count = 0;

/** A ConfigMap that is stored under a name of its own, with a label of its own. */
async function stored(data: JsonObject = {}): Promise<{name: string; object: JsonObject; metadata: JsonObject}> {
  count += 1;
  const name = `client-${count}`;
  const object = await cluster.create(CONFIG_MAPS, {metadata: {name, labels: {of: name}}, data});
  return {name, object, metadata: object.metadata as JsonObject};
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error,
  );
}

describe('discovery', () => {
  it('finds kinds of the core group and of others', async () => {
    expect(await cluster.findKind({group: '', kind: 'ConfigMap'})).toEqual(CONFIG_MAPS);
    const deployment = {
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      plural: 'deployments',
      isNamespaced: true,
    };
    expect(await cluster.findKind({group: 'apps', kind: 'Deployment'})).toEqual(deployment);
    expect(await cluster.findKind({group: '', kind: 'Namespace'})).toMatchObject({isNamespaced: false});
  });

  it.each([
    ['kind', {group: 'apps', kind: 'Trial'}],
    ['version', {group: 'apps', kind: 'Deployment', version: 'v0'}],
    ['group', {group: 'no.such.example', kind: 'Deployment'}],
  ])('finds nothing where there is no such %s', async (_what, wanted) => {
    expect(await cluster.findKind(wanted)).toBeUndefined();
  });
});

describe('an object', () => {
  it('can be created, read, changed in four ways, and deleted', async () => {
    const {name, object} = await stored({n: '1'});
    expect(object).toMatchObject({kind: 'ConfigMap', metadata: {name, namespace}});
    const at = {name, namespace};
    await cluster.patch(CONFIG_MAPS, at, {kind: 'merge', value: {data: {m: '2'}}});
    await cluster.patch(CONFIG_MAPS, at, {
      kind: 'json',
      operations: [
        {op: 'test', path: '/data/n', value: '1'},
        {op: 'replace', path: '/data/n', value: '3'},
      ],
    });
    const applied = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name}, data: {a: '4'}};
    const latest = await cluster.patch(CONFIG_MAPS, at, {kind: 'apply', value: applied});
    expect(latest.data).toEqual({n: '3', m: '2', a: '4'});
    await cluster.replace(CONFIG_MAPS, {...latest, data: {r: '5'}});
    expect((await cluster.get(CONFIG_MAPS, at)).data).toEqual({r: '5'});
    await cluster.delete(CONFIG_MAPS, at);
    expect(await failureOf(cluster.get(CONFIG_MAPS, at))).toMatchObject({
      code: 'NOT_FOUND',
      message: `no configmap "${name}" in namespace "${namespace}"`,
    });
    await cluster.delete(CONFIG_MAPS, at);
  });

  it('that somebody else has changed is not replaced', async () => {
    const {name, object} = await stored({n: '1'});
    await cluster.patch(CONFIG_MAPS, {name}, {kind: 'merge', value: {data: {n: '2'}}});
    const failure = await failureOf(cluster.replace(CONFIG_MAPS, object));
    expect(failure).toBeInstanceOf(ConflictError);
    expect(failure).toMatchObject({reason: 'Conflict'});
  });

  it('that is there already is not created', async () => {
    const {name} = await stored();
    const failure = await failureOf(cluster.create(CONFIG_MAPS, {metadata: {name}}));
    expect(failure).toBeInstanceOf(ConflictError);
    expect(failure).toMatchObject({reason: 'AlreadyExists'});
  });

  it('of another UID is not deleted', async () => {
    const {name, metadata} = await stored();
    expect(await failureOf(cluster.delete(CONFIG_MAPS, {name}, {uid: 'another'}))).toBeInstanceOf(ConflictError);
    await cluster.delete(CONFIG_MAPS, {name}, {uid: metadata.uid as string});
    expect(await failureOf(cluster.get(CONFIG_MAPS, {name}))).toMatchObject({code: 'NOT_FOUND'});
  });

  it('can be tried without being stored', async () => {
    const {name} = await stored({n: '1'});
    const tried = await cluster.patch(
      CONFIG_MAPS,
      {name},
      {kind: 'merge', value: {data: {n: '2'}}},
      {dryRun: true},
    );
    expect(tried.data).toEqual({n: '2'});
    await cluster.delete(CONFIG_MAPS, {name}, {dryRun: true});
    expect((await cluster.get(CONFIG_MAPS, {name})).data).toEqual({n: '1'});
  });

  it('that is not valid is refused with the field', async () => {
    const failure = await failureOf(cluster.create(CONFIG_MAPS, {metadata: {name: 'Not_Valid'}}));
    expect(failure).toMatchObject({code: 'INVALID', message: expect.stringContaining('metadata.name')});
  });

  it('in a namespace that is not there is refused with its name', async () => {
    const failure = failureOf(
      cluster.create(CONFIG_MAPS, {metadata: {name: 'x', namespace: 'no-such-namespace'}}),
    );
    expect(await failure).toMatchObject({code: 'NOT_FOUND', message: 'no namespace "no-such-namespace"'});
  });
});

describe('a list', () => {
  it('of more than one chunk is complete, and so is its table', async () => {
    const names = Array.from({length: 520}, (_, index) => `many-${index}`);
    const create = (name: string) => cluster.create(CONFIG_MAPS, {metadata: {name, labels: {of: 'many'}}});
    for (let at = 0; at < names.length; at += 40) await Promise.all(names.slice(at, at + 40).map(create));
    const selection = {namespace, labelSelector: 'of=many'};
    const {items, resourceVersion} = await cluster.list(CONFIG_MAPS, selection);
    expect(new Set(items.map(({metadata}) => (metadata as JsonObject).name))).toEqual(new Set(names));
    expect(items[0]).toMatchObject({apiVersion: 'v1', kind: 'ConfigMap'});
    expect(resourceVersion).toMatch(/^\d+$/);
    const table = await cluster.table(CONFIG_MAPS, selection);
    expect(table.columnDefinitions).toEqual(expect.arrayContaining([expect.objectContaining({name: 'Name'})]));
    expect(table.rows).toHaveLength(520);
  });

  it('of a kind that is not served says so', async () => {
    const kind = {...CONFIG_MAPS, group: 'iter8.tools', version: 'v0', plural: 'trials'};
    expect(await failureOf(cluster.list(kind, {}))).toMatchObject({
      code: 'NOT_FOUND',
      hint: 'install it with: iter8ctl install',
    });
  });
});

describe('a watch', () => {
  const controller = new AbortController();
  afterAll(() => controller.abort());

  it('tells what is there, what changes, and goes on when its stream ends', async () => {
    const short = await openCluster({kubeconfig: kubeconfigPath, env: {}, watchDeadlineMs: 11_000}); // streams of 1 s
    const {name} = await stored({n: '1'});
    const told: string[] = [];
    const steps: (() => Promise<unknown>)[] = [
      () => cluster.patch(CONFIG_MAPS, {name}, {kind: 'merge', value: {data: {n: '2'}}}),
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 1200)); // the server ends the stream meanwhile
        await cluster.patch(CONFIG_MAPS, {name}, {kind: 'merge', value: {data: {n: '3'}}});
      },
      () => cluster.delete(CONFIG_MAPS, {name}),
      async () => controller.abort(),
    ];
    for await (const event of short.watch(
      CONFIG_MAPS,
      {namespace, labelSelector: `of=${name}`},
      controller.signal,
    )) {
      told.push(inShort(event));
      if (event.kind !== 'added') await steps.shift()?.();
    }
    short.close();
    expect(told).toEqual(['added 1', 'synced', 'modified 2', 'modified 3', 'deleted 3']);
  });
});

function inShort(event: WatchEvent): string {
  if (!('object' in event)) return event.kind;
  return `${event.kind} ${(event.object.data as {n: string}).n}`;
}

describe('the server', () => {
  it('answers other paths as text', async () => {
    expect(JSON.parse(await cluster.getText('/version'))).toHaveProperty('gitVersion');
  });

  it('refuses a token that it does not know', async () => {
    const stranger = await openAs(() => ({token: 'nobody'}));
    expect(await failureOf(stranger.list(CONFIG_MAPS, {}))).toMatchObject({
      code: 'FORBIDDEN',
      message: `${cluster.server} does not accept the credentials: expired or wrong`,
    });
    stranger.close();
  });

  // the embedded server has one user, who may do all
  (isReal ? it : it.skip)('says who may not do what, and which role would be needed', async () => {
    const nobody = await openAs((admin) => ({...admin, as: 'nobody'}));
    expect(nobody.user).toBe('nobody');
    expect(await failureOf(nobody.list(CONFIG_MAPS, {namespace}))).toMatchObject({
      code: 'FORBIDDEN',
      message: `not allowed to list configmaps in namespace "${namespace}" as "nobody"`,
    });
    const experiments = {...CONFIG_MAPS, group: 'iter8.tools', version: 'v2alpha2', plural: 'experiments'};
    expect(await failureOf(nobody.get(experiments, {name: 'x'}))).toMatchObject({
      message: `not allowed to get experiments.iter8.tools "x" in namespace "${namespace}" as "nobody"`,
      hint: expect.stringContaining('iter8-view'),
    });
    nobody.close();
  });
});

/** The server as another user than the administrator. */
async function openAs(change: (admin: object) => object): Promise<Cluster> {
  const config = load(readFileSync(kubeconfigPath, 'utf8')) as {users: {name: string; user: object}[]};
  const users = config.users.map(({name, user}) => ({name, user: change(user)}));
  const path = join(folder, 'other.kubeconfig');
  writeFileSync(path, JSON.stringify({...config, users}));
  return openCluster({kubeconfig: path, env: {}});
}
