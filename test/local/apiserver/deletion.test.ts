import {describe, expect, it} from '@jest/globals';
import {type Client, CONFIG_MAPS, configMap, experiment, EXPERIMENTS, MERGE, startServer, startWithExperiments} from './support/server.js'; // prettier-ignore

/** What is done in the background is done when all that has been begun has ended. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function ownedBy(uid: string, details: object = {}) {
  return {ownerReferences: [{apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, ...details}]};
}

async function names({call}: Client): Promise<string[]> {
  await settled();
  const {body} = await call('GET', CONFIG_MAPS);
  return body.items.map(({metadata}) => metadata.name);
}

describe('deleting', () => {
  it('says what is gone', async () => {
    const {call} = await startServer();
    const {body} = await call('POST', CONFIG_MAPS, configMap('a'));
    const answer = await call('DELETE', `${CONFIG_MAPS}/a`);
    expect(answer).toMatchObject({
      code: 200,
      body: {kind: 'Status', status: 'Success', details: {name: 'a', uid: body.metadata.uid}},
    });
    expect(await call('DELETE', `${CONFIG_MAPS}/a`)).toMatchObject({code: 404});
  });

  it.each([
    ['uid', {uid: 'another'}],
    ['resourceVersion', {resourceVersion: '1'}],
  ])('with another %s than the object has is refused', async (_what, preconditions) => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const options = {apiVersion: 'v1', kind: 'DeleteOptions', preconditions};
    expect(await call('DELETE', `${CONFIG_MAPS}/a`, options)).toMatchObject({
      code: 409,
      body: {reason: 'Conflict'},
    });
    expect(await call('GET', `${CONFIG_MAPS}/a`)).toMatchObject({code: 200});
  });

  it.each(['?dryRun=All', ''])('in a dry run (%s) deletes nothing', async (query) => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    await call('DELETE', `${CONFIG_MAPS}/a${query}`, query ? undefined : {dryRun: ['All']});
    expect(await call('GET', `${CONFIG_MAPS}/a`)).toMatchObject({code: 200});
  });

  it('waits for finalizers, of which none may be added', async () => {
    const {call} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a', {}, {finalizers: ['x/one', 'x/two']}));
    const marked = await call('DELETE', `${CONFIG_MAPS}/a`);
    expect(marked.body.metadata.deletionTimestamp).toBe('2026-11-22T10:00:00Z');
    const finalizers = (list: string[]) =>
      call('PATCH', `${CONFIG_MAPS}/a`, {metadata: {finalizers: list}}, MERGE);
    expect(await finalizers(['x/one', 'x/two', 'x/three'])).toMatchObject({code: 422});
    await finalizers(['x/two']);
    expect(await call('GET', `${CONFIG_MAPS}/a`)).toMatchObject({code: 200});
    await finalizers([]);
    expect(await call('GET', `${CONFIG_MAPS}/a`)).toMatchObject({code: 404});
  });

  it('of a collection deletes what the selector means', async () => {
    const client = await startServer();
    await client.call('POST', CONFIG_MAPS, configMap('a', {}, {labels: {go: 'yes'}}));
    await client.call('POST', CONFIG_MAPS, configMap('b'));
    const {body} = await client.call('DELETE', `${CONFIG_MAPS}?labelSelector=go=yes`);
    expect(body.items).toHaveLength(1);
    expect(await names(client)).toEqual(['b']);
  });
});

describe('what is owned', () => {
  async function withOwned(details: object = {}) {
    const client = await startServer();
    const {body: owner} = await client.call('POST', CONFIG_MAPS, configMap('owner'));
    await client.call('POST', CONFIG_MAPS, configMap('owned', {}, ownedBy(owner.metadata.uid, details)));
    return {client, uid: owner.metadata.uid};
  }

  it('goes after its owner', async () => {
    const {client} = await withOwned();
    await client.call('DELETE', `${CONFIG_MAPS}/owner`);
    expect(await names(client)).toEqual([]);
  });

  it('goes before its owner when that is asked', async () => {
    const {client, uid} = await withOwned({blockOwnerDeletion: true});
    const held = configMap('held', {}, {...ownedBy(uid, {blockOwnerDeletion: true}), finalizers: ['x/hold']});
    await client.call('POST', CONFIG_MAPS, held);
    await client.call('DELETE', `${CONFIG_MAPS}/owner`, {propagationPolicy: 'Foreground'});
    expect(await names(client)).toEqual(['held', 'owner']);
    await client.call('PATCH', `${CONFIG_MAPS}/held`, {metadata: {finalizers: null}}, MERGE);
    expect(await names(client)).toEqual([]);
  });

  it('stays as an orphan when that is asked', async () => {
    const {client} = await withOwned();
    await client.call('DELETE', `${CONFIG_MAPS}/owner?propagationPolicy=Orphan`);
    expect(await names(client)).toEqual(['owned']);
    expect((await client.call('GET', `${CONFIG_MAPS}/owned`)).body.metadata.ownerReferences).toBeUndefined();
  });

  it('stays while another owner lives, and forgets the one that has gone', async () => {
    const {client, uid} = await withOwned();
    const {body: second} = await client.call('POST', CONFIG_MAPS, configMap('second'));
    const ownerReferences = [...ownedBy(uid).ownerReferences, ...ownedBy(second.metadata.uid).ownerReferences];
    await client.call('PATCH', `${CONFIG_MAPS}/owned`, {metadata: {ownerReferences}}, MERGE);
    await client.call('DELETE', `${CONFIG_MAPS}/owner`);
    expect(await names(client)).toEqual(['owned', 'second']);
    const {metadata} = (await client.call('GET', `${CONFIG_MAPS}/owned`)).body;
    expect(metadata.ownerReferences).toMatchObject([{uid: second.metadata.uid}]);
  });

  it('by what never was goes at once', async () => {
    const client = await startServer();
    await client.call('POST', CONFIG_MAPS, configMap('a', {}, ownedBy('never')));
    expect(await names(client)).toEqual([]);
  });

  it('goes in a chain', async () => {
    const {client} = await withOwned();
    const {metadata} = (await client.call('GET', `${CONFIG_MAPS}/owned`)).body;
    await client.call('POST', CONFIG_MAPS, configMap('third', {}, ownedBy(metadata.uid)));
    await client.call('DELETE', `${CONFIG_MAPS}/owner`);
    expect(await names(client)).toEqual([]);
  });
});

describe('a namespace', () => {
  const namespace = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}};
  const shop = (plural: string) => `/api/v1/namespaces/shop/${plural}`;

  it('empties itself and goes', async () => {
    const {call} = await startServer();
    await call('POST', '/api/v1/namespaces', namespace);
    await call('POST', shop('configmaps'), configMap('a'));
    await call('DELETE', '/api/v1/namespaces/shop');
    await settled();
    expect(await call('GET', '/api/v1/namespaces/shop')).toMatchObject({code: 404});
    expect((await call('GET', '/api/v1/configmaps')).body.items).toEqual([]);
  });

  it('that is being deleted takes nothing new, and waits for finalizers', async () => {
    const {call} = await startServer();
    await call('POST', '/api/v1/namespaces', namespace);
    await call('POST', shop('configmaps'), configMap('a', {}, {finalizers: ['x/hold']}));
    await call('DELETE', '/api/v1/namespaces/shop');
    await settled();
    expect((await call('GET', '/api/v1/namespaces/shop')).body.status).toEqual({phase: 'Terminating'});
    const refused = await call('POST', shop('configmaps'), configMap('b'));
    expect(refused).toMatchObject({code: 403, body: {details: {causes: [{reason: 'NamespaceTerminating'}]}}});
    await call('PATCH', `${shop('configmaps')}/a`, {metadata: {finalizers: []}}, MERGE);
    await settled();
    expect(await call('GET', '/api/v1/namespaces/shop')).toMatchObject({code: 404});
  });

  it.each(['default', 'kube-system', 'kube-public'])('%s is there and stays', async (name) => {
    const {call} = await startServer();
    expect(await call('DELETE', `/api/v1/namespaces/${name}`)).toMatchObject({code: 403});
  });

  it('holds custom objects too', async () => {
    const {call} = await startWithExperiments();
    await call('POST', '/api/v1/namespaces', namespace);
    await call('POST', EXPERIMENTS.replace('default', 'shop'), experiment('a'));
    await call('DELETE', '/api/v1/namespaces/shop');
    await settled();
    expect((await call('GET', '/apis/iter8.tools/v2/experiments')).body.items).toEqual([]);
  });
});
