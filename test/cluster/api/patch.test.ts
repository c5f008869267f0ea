import {describe, expect, it} from '@jest/globals';
import {testCluster} from '../../support/cluster.js';

const {client, namespace} = await testCluster();
const CONFIG_MAPS = `/api/v1/namespaces/${namespace}/configmaps`;
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${namespace}/deployments`;

const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};

let count = 0;

/** Makes a ConfigMap and returns its path. */
async function configMap(): Promise<string> {
  count += 1;
  const metadata = {name: `patch-${count}`, labels: {app: 'shop'}};
  await client.ok('POST', CONFIG_MAPS, {body: {...CONFIG_MAP, metadata, data: {color: 'blue', size: 'big'}}});
  return `${CONFIG_MAPS}/${metadata.name}`;
}

type PatchKind = 'json' | 'merge' | 'strategic-merge';

async function patch(kind: PatchKind, path: string, body: unknown) {
  return client.request('PATCH', path, {body, headers: {'content-type': `application/${kind}-patch+json`}});
}

describe('a JSON patch', () => {
  it('is carried out as a whole', async () => {
    const answer = await patch('json', await configMap(), [
      {op: 'test', path: '/data/color', value: 'blue'},
      {op: 'replace', path: '/data/color', value: 'green'},
      {op: 'remove', path: '/data/size'},
      {op: 'add', path: '/metadata/labels/example.com~1team', value: 'one'},
    ]);
    expect(answer).toMatchObject({
      status: 200,
      body: {metadata: {labels: {app: 'shop', 'example.com/team': 'one'}}},
    });
    expect(answer.body.data).toEqual({color: 'green'});
  });

  it.each([
    ['a test that does not hold', {op: 'test', path: '/data/color', value: 'red'}],
    ['a path that is not there', {op: 'replace', path: '/data/shape/side', value: 'x'}],
  ])('changes nothing after %s', async (_what, operation) => {
    const path = await configMap();
    const answer = await patch('json', path, [{op: 'remove', path: '/data/size'}, operation]);
    expect(answer).toMatchObject({status: 422, body: {reason: 'Invalid'}});
    expect((await client.ok('GET', path)).data).toEqual({color: 'blue', size: 'big'});
  });

  it('refuses what is no list of operations', async () => {
    expect(await patch('json', await configMap(), {data: {}})).toMatchObject({status: 400});
  });
});

describe('a merge patch', () => {
  it('sets fields, and removes those that are null', async () => {
    const answer = await patch('merge', await configMap(), {data: {color: 'green', size: null, shape: 'round'}});
    expect(answer.body.data).toEqual({color: 'green', shape: 'round'});
  });

  it('keeps the resourceVersion when nothing is different', async () => {
    const path = await configMap();
    const {metadata} = await client.ok('GET', path);
    const answer = await patch('merge', path, {data: {color: 'blue'}});
    expect(answer.body.metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  it('with an old resourceVersion is refused', async () => {
    const path = await configMap();
    const {metadata} = await client.ok('GET', path);
    await patch('merge', path, {data: {color: 'green'}});
    const {resourceVersion} = metadata;
    const answer = await patch('merge', path, {metadata: {resourceVersion}, data: {color: 'red'}});
    expect(answer).toMatchObject({status: 409, body: {reason: 'Conflict'}});
  });

  it('of an object that is not there is refused', async () => {
    const answer = await patch('merge', `${CONFIG_MAPS}/nothing`, {data: {}});
    expect(answer).toMatchObject({status: 404, body: {reason: 'NotFound'}});
  });

  it('in a dry run stores nothing', async () => {
    const path = await configMap();
    const answer = await patch('merge', `${path}?dryRun=All`, {data: {color: 'red'}});
    expect(answer.body.data).toMatchObject({color: 'red'});
    expect((await client.ok('GET', path)).data).toMatchObject({color: 'blue'});
  });
});

describe('a strategic merge patch', () => {
  it('merges containers by their names', async () => {
    const labels = {app: 'strategic'};
    const containers = [
      {name: 'web', image: 'web:1'},
      {name: 'log', image: 'log:1'},
    ];
    const spec = {selector: {matchLabels: labels}, template: {metadata: {labels}, spec: {containers}}};
    await client.ok('POST', DEPLOYMENTS, {
      body: {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'strategic'}, spec},
    });
    const answer = await patch('strategic-merge', `${DEPLOYMENTS}/strategic`, {
      spec: {template: {spec: {containers: [{name: 'web', image: 'web:2'}]}}},
    });
    expect(answer.body).toMatchObject({
      metadata: {generation: 2},
      spec: {
        template: {
          spec: {
            containers: [
              {name: 'web', image: 'web:2'},
              {name: 'log', image: 'log:1'},
            ],
          },
        },
      },
    });
  });
});

describe('a patch of an unknown kind', () => {
  it('is refused', async () => {
    const headers = {'content-type': 'application/json'};
    const answer = await client.request('PATCH', await configMap(), {body: {}, headers});
    expect(answer).toMatchObject({status: 415, body: {reason: 'UnsupportedMediaType'}});
  });
});
