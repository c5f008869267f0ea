import {describe, expect, it} from '@jest/globals';
import type {Event} from '../../support/api-client.js';
import {testCluster} from '../../support/cluster.js';

const {client, namespace} = await testCluster();
const CONFIG_MAPS = `/api/v1/namespaces/${namespace}/configmaps`;

let count = 0;

/** Makes a ConfigMap that carries a label which no other test uses. */
async function labelled(): Promise<{name: string; selector: string; resourceVersion: string}> {
  count += 1;
  const name = `watch-${count}`;
  const {metadata} = await client.ok('POST', CONFIG_MAPS, {
    body: {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, labels: {of: name}}},
  });
  return {name, selector: `labelSelector=of%3D${name}`, resourceVersion: metadata.resourceVersion};
}

const merge = {'content-type': 'application/merge-patch+json'};

async function change(name: string, body: object) {
  return client.ok('PATCH', `${CONFIG_MAPS}/${name}`, {body, headers: merge});
}

/** The next events of a watch; then the watch is over. */
async function take(events: AsyncGenerator<Event, void, undefined>, wanted: number): Promise<Event[]> {
  const taken: Event[] = [];
  for await (const event of events) {
    if (taken.push(event) === wanted) break;
  }
  return taken;
}

const told = (events: readonly Event[]) => events.map(({type, object}) => `${type} ${object.metadata.name}`);

describe('a watch', () => {
  it('from no resourceVersion begins with what is there', async () => {
    const {name, selector} = await labelled();
    const events = await take(client.watch(`${CONFIG_MAPS}?watch=true&${selector}`), 1);
    expect(told(events)).toEqual([`ADDED ${name}`]);
    expect(events[0]!.object).toMatchObject({kind: 'ConfigMap', apiVersion: 'v1'});
  });

  it('from a resourceVersion tells each later change once and in order', async () => {
    const {name, selector, resourceVersion} = await labelled();
    await change(name, {data: {n: '1'}});
    const watch = client.watch(`${CONFIG_MAPS}?watch=true&${selector}&resourceVersion=${resourceVersion}`);
    const first = await watch.next();
    await change(name, {data: {n: '2'}});
    await client.ok('DELETE', `${CONFIG_MAPS}/${name}`);
    const events = [first.value as Event, ...(await take(watch, 2))];
    expect(events.map(({type, object}) => [type, object.data])).toEqual([
      ['MODIFIED', {n: '1'}],
      ['MODIFIED', {n: '2'}],
      ['DELETED', {n: '2'}],
    ]);
    const versions = events.map(({object}) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(3);
  });

  it('goes on from the resourceVersion of the last event without losing or repeating one', async () => {
    const {name, selector, resourceVersion} = await labelled();
    for (const n of ['1', '2', '3']) await change(name, {data: {n}});
    const path = `${CONFIG_MAPS}?watch=true&${selector}&resourceVersion=`;
    const [, second] = await take(client.watch(`${path}${resourceVersion}`), 2);
    const [third] = await take(client.watch(`${path}${second!.object.metadata.resourceVersion}`), 1);
    expect(third!.object.data).toEqual({n: '3'});
  });

  it('with a selector tells an object that comes into the selection as ADDED and one that leaves it as DELETED', async () => {
    const {name, selector, resourceVersion} = await labelled();
    await change(name, {metadata: {labels: {of: null}}});
    await change(name, {metadata: {labels: {of: name}}});
    const events = await take(
      client.watch(`${CONFIG_MAPS}?watch=true&${selector}&resourceVersion=${resourceVersion}`),
      2,
    );
    expect(told(events)).toEqual([`DELETED ${name}`, `ADDED ${name}`]);
  });

  it('of one object by its name tells nothing of others', async () => {
    const {name, resourceVersion} = await labelled();
    await labelled();
    await change(name, {data: {n: '1'}});
    const field = `fieldSelector=metadata.name%3D${name}`;
    const events = await take(
      client.watch(`${CONFIG_MAPS}?watch=true&${field}&resourceVersion=${resourceVersion}`),
      1,
    );
    expect(told(events)).toEqual([`MODIFIED ${name}`]);
  });

  it('ends by itself after timeoutSeconds', async () => {
    const {selector, resourceVersion} = await labelled();
    const path = `${CONFIG_MAPS}?watch=true&${selector}&resourceVersion=${resourceVersion}&timeoutSeconds=1`;
    expect(await take(client.watch(path), 1)).toEqual([]);
  });

  it('marks how far it has come when asked, before it ends', async () => {
    const {name, selector, resourceVersion} = await labelled();
    await change(name, {data: {n: '1'}});
    const path = `${CONFIG_MAPS}?watch=true&${selector}&resourceVersion=${resourceVersion}`;
    const watch = client.watch(`${path}&timeoutSeconds=4&allowWatchBookmarks=true`);
    await watch.next();
    const other = await labelled();
    const [bookmark] = await take(watch, 1);
    expect(bookmark).toMatchObject({type: 'BOOKMARK', object: {kind: 'ConfigMap', apiVersion: 'v1'}});
    const {metadata} = bookmark!.object;
    expect(Number(metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(other.resourceVersion));
  });

  it('with sendInitialEvents marks where what was there ends', async () => {
    const {name, selector} = await labelled();
    const path = `${CONFIG_MAPS}?watch=true&${selector}&allowWatchBookmarks=true`;
    const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
    const events = await take(client.watch(`${path}&${query}`), 2);
    expect(events).toMatchObject([
      {type: 'ADDED', object: {metadata: {name}}},
      {type: 'BOOKMARK', object: {metadata: {annotations: {'k8s.io/initial-events-end': 'true'}}}},
    ]);
  });

  it('tells rows of a Table when asked, the columns with the first', async () => {
    const {name, selector, resourceVersion} = await labelled();
    await change(name, {data: {n: '1'}});
    await change(name, {data: {n: '1', m: '2'}});
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const path = `${CONFIG_MAPS}?watch=true&${selector}&resourceVersion=${resourceVersion}`;
    expect(await take(client.watch(path, {headers: {accept}}), 2)).toMatchObject([
      {
        type: 'MODIFIED',
        object: {
          kind: 'Table',
          columnDefinitions: [{name: 'Name'}, {name: 'Data'}, {name: 'Age'}],
          rows: [{cells: [name, 1, expect.any(String)]}],
        },
      },
      {
        type: 'MODIFIED',
        object: {kind: 'Table', columnDefinitions: null, rows: [{cells: [name, 2, expect.any(String)]}]},
      },
    ]);
  });
});
