import {beforeAll, describe, expect, it} from '@jest/globals';
import type {ApiObject} from '../../support/api-client.js';
import {testCluster} from '../../support/cluster.js';

const {client, namespace} = await testCluster();
const SECRETS = `/api/v1/namespaces/${namespace}/secrets`;
const NAMES = ['a', 'b', 'c', 'd', 'e'];

beforeAll(async () => {
  for (const name of NAMES) {
    const labels = {place: name < 'c' ? 'front' : 'back', ...(name === 'e' && {odd: ''})};
    await create(name, {labels, type: name === 'a' ? 'sample/a' : 'Opaque'});
  }
});

async function create(name: string, {labels = {}, type = 'Opaque'} = {}): Promise<void> {
  await client.ok('POST', SECRETS, {body: {apiVersion: 'v1', kind: 'Secret', metadata: {name, labels}, type}});
}

const namesOf = (list: ApiObject): string[] => list.items!.map(({metadata}) => metadata.name);

async function listed(query: Readonly<Record<string, string>> = {}): Promise<ApiObject> {
  return client.ok('GET', `${SECRETS}?${new URLSearchParams(query).toString()}`);
}

describe('a list', () => {
  it('is ordered by name and says of which moment it is', async () => {
    const list = await listed();
    expect(list).toMatchObject({apiVersion: 'v1', kind: 'SecretList'});
    expect(namesOf(list)).toEqual(NAMES);
    const newest = Math.max(...list.items!.map(({metadata}) => Number(metadata.resourceVersion)));
    expect(Number(list.metadata.resourceVersion)).toBeGreaterThanOrEqual(newest);
  });

  it('of all namespaces has those of this one', async () => {
    const list = await client.ok('GET', '/api/v1/secrets');
    expect(list.items!.filter(({metadata}) => metadata.namespace === namespace)).toHaveLength(NAMES.length);
  });

  it('comes in chunks of one and the same moment', async () => {
    const first = await listed({limit: '2'});
    expect(namesOf(first)).toEqual(['a', 'b']);
    expect(first.metadata.remainingItemCount).toBe(3);
    await create('bb');
    const second = await listed({limit: '2', continue: first.metadata.continue!});
    const third = await listed({limit: '2', continue: second.metadata.continue!});
    await client.ok('DELETE', `${SECRETS}/bb`);
    expect([...namesOf(second), ...namesOf(third)]).toEqual(['c', 'd', 'e']);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    expect(third.metadata).not.toHaveProperty('continue');
  });

  it('refuses a continue token that is none', async () => {
    const answer = await client.request('GET', `${SECRETS}?limit=2&continue=nonsense`);
    expect(answer).toMatchObject({status: 400, body: {reason: 'BadRequest'}});
  });
});

describe('a selector', () => {
  it.each([
    ['place=front', ['a', 'b']],
    ['place==front', ['a', 'b']],
    ['place!=front', ['c', 'd', 'e']],
    ['place in (front, back)', NAMES],
    ['place notin (back)', ['a', 'b']],
    ['odd', ['e']],
    ['!odd', ['a', 'b', 'c', 'd']],
    ['place=back,odd', ['e']],
    ['place=nowhere', []],
  ])('of labels %s selects %j', async (labelSelector, names) => {
    expect(namesOf(await listed({labelSelector}))).toEqual(names);
  });

  it.each([
    ['metadata.name=c', ['c']],
    ['metadata.name!=c', ['a', 'b', 'd', 'e']],
    ['type=sample/a', ['a']],
    [`metadata.namespace=${namespace},metadata.name=d`, ['d']],
  ])('of fields %s selects %j', async (fieldSelector, names) => {
    expect(namesOf(await listed({fieldSelector}))).toEqual(names);
  });

  it.each([
    ['labelSelector', 'place in front'],
    ['labelSelector', 'place=a=b'],
    ['fieldSelector', 'data.color=blue'],
    ['fieldSelector', 'metadata.name'],
  ])('that cannot be understood is refused: %s=%s', async (kind, selector) => {
    const answer = await client.request('GET', `${SECRETS}?${kind}=${encodeURIComponent(selector)}`);
    expect(answer).toMatchObject({status: 400, body: {reason: 'BadRequest'}});
  });
});

describe('a Table', () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

  it('has the columns that kubectl prints', async () => {
    const table = await client.ok('GET', SECRETS, {headers: {accept}});
    expect(table).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: {resourceVersion: expect.any(String)},
      columnDefinitions: [
        {name: 'Name', type: 'string', format: 'name'},
        {name: 'Type'},
        {name: 'Data'},
        {name: 'Age'},
      ],
    });
    expect(table.rows).toHaveLength(NAMES.length);
    expect(table.rows).toMatchObject([
      {
        cells: ['a', 'sample/a', 0, expect.any(String)],
        object: {kind: 'PartialObjectMetadata', metadata: {name: 'a'}},
      },
      ...NAMES.slice(1).map((name) => ({cells: [name, 'Opaque', 0, expect.any(String)]})),
    ]);
  });

  it('of one object has one row', async () => {
    const table = await client.ok('GET', `${SECRETS}/b`, {headers: {accept}});
    expect(table).toMatchObject({kind: 'Table', rows: [{cells: ['b', 'Opaque', 0, expect.any(String)]}]});
  });

  it.each([
    ['Object', {kind: 'Secret', type: 'Opaque'}],
    ['Metadata', {kind: 'PartialObjectMetadata'}],
    ['None', null],
  ])('includes the objects as asked: %s', async (includeObject, object) => {
    const table = await client.ok('GET', `${SECRETS}/b?includeObject=${includeObject}`, {headers: {accept}});
    const [row] = table.rows as {object: unknown}[];
    if (object === null) expect(row!.object ?? null).toBeNull();
    else expect(row!.object).toMatchObject(object);
  });

  it('comes in chunks too', async () => {
    const table = await client.ok('GET', `${SECRETS}?limit=2`, {headers: {accept}});
    expect(table.rows).toHaveLength(2);
    expect(table.metadata.continue).toEqual(expect.any(String));
  });
});
