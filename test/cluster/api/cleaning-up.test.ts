import {describe, expect, it} from '@jest/globals';
import type {ApiObject} from '../../support/api-client.js';
import {testCluster} from '../../support/cluster.js';

const {client, namespace, isReal} = await testCluster();
const CONFIG_MAPS = `/api/v1/namespaces/${namespace}/configmaps`;

let count = 0;

function newName(): string {
  count += 1;
  return `cleaning-${count}`;
}

async function create(owner?: ApiObject, fields: object = {}): Promise<ApiObject & {path: string}> {
  const name = newName();
  const ownerReferences = owner && [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: owner.metadata.name,
      uid: owner.metadata.uid,
      blockOwnerDeletion: true,
    },
  ];
  const body = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, ownerReferences, ...fields}};
  return {...(await client.ok('POST', CONFIG_MAPS, {body})), path: `${CONFIG_MAPS}/${name}`};
}

/** Resolves when the server answers so; it cleans up by itself, some time later. */
const answers = (path: string, status: number) => client.until(path, (answer) => answer.status === status);

describe('deleting an owner', () => {
  it('deletes what it owns, and what that owns', async () => {
    const owner = await create();
    const owned = await create(owner);
    const further = await create(owned);
    await client.ok('DELETE', `${owner.path}?propagationPolicy=Background`);
    expect(await client.request('GET', owner.path)).toMatchObject({status: 404});
    await answers(owned.path, 404);
    await answers(further.path, 404);
  });

  it('in the foreground goes after what it owns', async () => {
    const owner = await create();
    const owned = await create(owner, {finalizers: ['example.com/hold']});
    await client.ok('DELETE', `${owner.path}?propagationPolicy=Foreground`);
    const held = await client.ok('GET', owner.path);
    expect(held.metadata).toMatchObject({
      deletionTimestamp: expect.any(String),
      finalizers: ['foregroundDeletion'],
    });
    await client.until(owned.path, ({body}) => body.metadata.deletionTimestamp !== undefined);
    const headers = {'content-type': 'application/merge-patch+json'};
    await client.ok('PATCH', owned.path, {body: {metadata: {finalizers: null}}, headers});
    await answers(owned.path, 404);
    await answers(owner.path, 404);
  });

  it('may leave what it owns alone', async () => {
    const owner = await create();
    const owned = await create(owner);
    await client.ok('DELETE', owner.path, {body: {propagationPolicy: 'Orphan'}});
    await answers(owner.path, 404);
    expect((await client.ok('GET', owned.path)).metadata).not.toHaveProperty('ownerReferences');
  });

  it('leaves what has another owner too', async () => {
    const [first, second] = [await create(), await create()];
    const reference = ({metadata: {name, uid}}: ApiObject) => ({apiVersion: 'v1', kind: 'ConfigMap', name, uid});
    const shared = await create(undefined, {ownerReferences: [reference(first), reference(second)]});
    const single = await create(first);
    await client.ok('DELETE', `${first.path}?propagationPolicy=Background`);
    await answers(single.path, 404);
    expect(await client.request('GET', shared.path)).toMatchObject({status: 200});
  });
});

describe('a namespace', () => {
  async function newNamespace(): Promise<{name: string; path: string}> {
    const name = `${namespace}-${newName()}`;
    await client.ok('POST', '/api/v1/namespaces', {body: {apiVersion: 'v1', kind: 'Namespace', metadata: {name}}});
    return {name, path: `/api/v1/namespaces/${name}`};
  }

  it('is Active, and labelled with its name', async () => {
    const {name, path} = await newNamespace();
    expect(await client.ok('GET', path)).toMatchObject({
      metadata: {labels: {'kubernetes.io/metadata.name': name}},
      spec: {finalizers: ['kubernetes']},
      status: {phase: 'Active'},
    });
    await client.ok('DELETE', path);
  });

  (isReal ? it : it.skip)('gets a ServiceAccount and the authority of the server', async () => {
    const {path} = await newNamespace();
    await answers(`${path}/serviceaccounts/default`, 200);
    await answers(`${path}/configmaps/kube-root-ca.crt`, 200);
    await client.ok('DELETE', path);
  });

  it('goes with all that is in it', async () => {
    const {path} = await newNamespace();
    const body = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'inside'}};
    await client.ok('POST', `${path}/secrets`, {body});
    await client.ok('DELETE', path);
    await answers(path, 404);
    expect(await client.request('GET', `${path}/secrets/inside`)).toMatchObject({status: 404});
  });

  it('that is going takes nothing new, and waits for finalizers', async () => {
    const {name, path} = await newNamespace();
    const metadata = {name: 'held', finalizers: ['example.com/hold']};
    await client.ok('POST', `${path}/configmaps`, {body: {apiVersion: 'v1', kind: 'ConfigMap', metadata}});
    await client.ok('DELETE', path);
    expect(await client.ok('GET', path)).toMatchObject({status: {phase: 'Terminating'}});
    const late = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'late'}};
    expect(await client.request('POST', `${path}/configmaps`, {body: late})).toMatchObject({
      status: 403,
      body: {
        reason: 'Forbidden',
        message: expect.stringContaining(`unable to create new content in namespace ${name}`),
        details: {causes: [{reason: 'NamespaceTerminating', field: 'metadata.namespace'}]},
      },
    });
    const headers = {'content-type': 'application/merge-patch+json'};
    await client.ok('PATCH', `${path}/configmaps/held`, {body: {metadata: {finalizers: null}}, headers});
    await answers(path, 404);
  });
});
