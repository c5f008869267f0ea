import {describe, expect, it} from '@jest/globals';
import {parseLabelSelector} from '../../../src/local/apiserver/select/label-selector.js';
import {type Body, type Client, CONFIG_MAPS, configMap, experiment, EXPERIMENTS, startServer, startWithExperiments, TABLE} from './support/server.js'; // prettier-ignore

async function withConfigMaps(names: readonly string[]): Promise<Client> {
  const client = await startServer();
  for (const name of names) await client.call('POST', CONFIG_MAPS, configMap(name));
  return client;
}

function names(body: Body): string[] {
  return body.items.map(({metadata}) => metadata.name);
}

describe('label selectors', () => {
  const object = {metadata: {labels: {app: 'shop', tier: 'web', n: '5', 'iter8.tools/role': 'candidate'}}};

  it.each([
    ['', true],
    ['app=shop', true],
    ['app==shop,tier=web', true],
    ['app=shop,tier=db', false],
    ['app!=shop', false],
    ['missing!=shop', true],
    ['app in (shop, other)', true],
    ['app in (other),tier', false],
    ['app notin (a,b),tier in (web)', true],
    ['missing notin (a)', true],
    ['app', true],
    ['!app', false],
    ['!missing', true],
    ['n>4', true],
    ['n<5', false],
    ['missing>1', false],
    ['iter8.tools/role=candidate', true],
    ['app=', false],
  ])('%s: %s', (selector, isMatch) => {
    expect(parseLabelSelector(selector)(object)).toBe(isMatch);
  });

  it.each(['a b', 'a=(b)', '=b', 'a in b', 'a==b==c'])('%s cannot be read', (selector) => {
    expect(() => parseLabelSelector(selector)).toThrow('unable to parse requirement');
  });
});

describe('field selectors', () => {
  it('select Events by what they are about, in both groups', async () => {
    const {call} = await startServer();
    const event = (name: string, about: string) => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {name},
      involvedObject: {kind: 'Experiment', name: about, namespace: 'default'},
      reason: 'Started',
      message: 'hello',
    });
    const path = '/api/v1/namespaces/default/events';
    await call('POST', path, event('one', 'a'));
    await call('POST', path, event('two', 'b'));
    expect(names((await call('GET', `${path}?fieldSelector=involvedObject.name=a,reason=Started`)).body)).toEqual([
      'one',
    ]);
    const {body} = await call('GET', '/apis/events.k8s.io/v1/events?fieldSelector=regarding.name!=a');
    expect(body.items).toMatchObject([{note: 'hello', regarding: {name: 'b'}}]);
    expect(body.items[0]!.message).toBeUndefined();
  });
});

describe('a list', () => {
  it('is in the order of names, with the resourceVersion of the whole server', async () => {
    const {server, call} = await withConfigMaps(['b', 'a', 'c']);
    const {body} = await call('GET', CONFIG_MAPS);
    expect(names(body)).toEqual(['a', 'b', 'c']);
    expect(body).toMatchObject({kind: 'ConfigMapList', metadata: {resourceVersion: `${server.store.revision}`}});
  });

  it('of all namespaces has them all', async () => {
    const {call} = await withConfigMaps(['a']);
    await call('POST', '/api/v1/namespaces/kube-system/configmaps', configMap('b'));
    expect(names((await call('GET', '/api/v1/configmaps')).body)).toEqual(['a', 'b']);
  });

  it('in parts shows the moment in which it began', async () => {
    const {call} = await withConfigMaps(['a', 'b', 'c', 'd', 'e']);
    const first = (await call('GET', `${CONFIG_MAPS}?limit=2`)).body;
    await call('DELETE', `${CONFIG_MAPS}/d`);
    const second = (await call('GET', `${CONFIG_MAPS}?limit=2&continue=${first.metadata.continue}`)).body;
    const third = (await call('GET', `${CONFIG_MAPS}?limit=2&continue=${second.metadata.continue}`)).body;
    expect([first, second, third].map(names)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect([first, second, third].map(({metadata}) => metadata.remainingItemCount)).toEqual([3, 1, undefined]);
    expect(third.metadata).toEqual({resourceVersion: first.metadata.resourceVersion});
  });

  it('has no next part after the past is forgotten', async () => {
    const {server, call} = await withConfigMaps(['a', 'b']);
    const {metadata} = (await call('GET', `${CONFIG_MAPS}?limit=1`)).body;
    server.compact();
    const {code, body} = await call('GET', `${CONFIG_MAPS}?limit=1&continue=${metadata.continue}`);
    expect([code, body.reason]).toEqual([410, 'Expired']);
  });

  it('of a future that has not come says so', async () => {
    const {call} = await startServer();
    const {code, body} = await call('GET', `${CONFIG_MAPS}?resourceVersion=1000`);
    expect([code, body.message]).toEqual([504, expect.stringContaining('Too large resource version: 1000')]);
  });

  it('can be of metadata alone', async () => {
    const {call} = await withConfigMaps(['a']);
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const {body} = await call('GET', CONFIG_MAPS, undefined, {accept});
    expect(body).toMatchObject({kind: 'PartialObjectMetadataList', items: [{metadata: {name: 'a'}}]});
    expect(body.items[0]!.data).toBeUndefined();
  });
});

describe('a table', () => {
  it('has the printer columns of a custom kind, and ages by the clock of the server', async () => {
    const times = [new Date('2026-11-22T10:00:00Z')];
    const {call} = await startWithExperiments({now: () => times.at(-1)!});
    await call('POST', EXPERIMENTS, experiment('a'));
    times.push(new Date('2026-11-22T10:05:30Z'));
    const {body} = await call('GET', EXPERIMENTS, undefined, TABLE);
    expect(body.columnDefinitions!.map(({name}) => name)).toEqual(['Name', 'Target', 'Ready', 'Age']);
    expect(body.rows[0]!.cells).toEqual(['a', 'shop', null, '5m30s']);
    expect(body.rows[0]!.object).toMatchObject({kind: 'PartialObjectMetadata', metadata: {name: 'a'}});
  });

  it.each([
    ['None', undefined],
    ['Metadata', 'PartialObjectMetadata'],
    ['Object', 'ConfigMap'],
  ])('carries %s beside the cells', async (wish, kind) => {
    const {call} = await withConfigMaps(['a']);
    const {body} = await call('GET', `${CONFIG_MAPS}?includeObject=${wish}`, undefined, TABLE);
    expect(body.rows[0]!.object?.kind).toBe(kind);
  });

  it.each([
    ['/api/v1', 'pods', {spec: {containers: [{name: 'a', image: 'b'}]}}, ['x', '0/1', 'Pending', '0', '0s']],
    ['/api/v1', 'services', {spec: {ports: [{port: 80}]}}, ['x', 'ClusterIP', '<none>', '<none>', '80/TCP', '0s']],
    ['/api/v1', 'secrets', {data: {a: ''}}, ['x', 'Opaque', 1, '0s']],
    [
      '/apis/batch/v1',
      'jobs',
      {spec: {template: {spec: {restartPolicy: 'Never', containers: [{name: 'a', image: 'b'}]}}}},
      ['x', 'Running', '0/1', '', '0s'],
    ],
    ['/apis/serving.knative.dev/v1', 'services', {}, ['x', '', '', '', '', '']],
    ['/apis/coordination.k8s.io/v1', 'leases', {spec: {holderIdentity: 'me'}}, ['x', 'me', '0s']],
  ])('of %s %s has the cells that kubectl shows', async (root, plural, fields, cells) => {
    const {call} = await startServer();
    const {body: kinds} = await call('GET', root);
    const {kind} = kinds.resources.find(({name}) => name === plural)!;
    const path = `${root}/namespaces/default/${plural}`;
    const apiVersion = root.replace(/^\/apis?\//, '');
    await call('POST', path, {apiVersion, kind, metadata: {name: 'x'}, ...fields});
    const {body} = await call('GET', path, undefined, TABLE);
    const shown = body.columnDefinitions!.filter(({priority}) => priority === 0).length;
    expect(body.rows[0]!.cells.slice(0, shown)).toEqual(cells);
  });
});
