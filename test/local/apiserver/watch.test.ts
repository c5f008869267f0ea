import {describe, expect, it} from '@jest/globals';
import {SimulatedClock} from '../../load/simulated.js';
import {CONFIG_MAPS, configMap, DEFINITIONS, EXPERIMENTS, MERGE, NOW, startServer, startWithExperiments, TABLE, type WatchEvent} from './support/server.js'; // prettier-ignore

const WATCH = `${CONFIG_MAPS}?watch=true`;

function summary(event: WatchEvent | undefined) {
  return `${event?.type} ${event?.object.metadata.name}`;
}

describe('a watch', () => {
  it('tells what there is, then what happens', async () => {
    const {call, watch} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const events = await watch(WATCH);
    expect(summary(await events.next())).toBe('ADDED a');
    await call('POST', CONFIG_MAPS, configMap('b'));
    await call('PATCH', `${CONFIG_MAPS}/a`, {data: {n: '1'}}, MERGE);
    await call('DELETE', `${CONFIG_MAPS}/b`);
    expect(summary(await events.next())).toBe('ADDED b');
    expect(await events.next()).toMatchObject({type: 'MODIFIED', object: {data: {n: '1'}}});
    expect(summary(await events.next())).toBe('DELETED b');
    events.close();
  });

  it('goes on after a resourceVersion', async () => {
    const {call, watch} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const {metadata} = (await call('GET', CONFIG_MAPS)).body;
    await call('POST', CONFIG_MAPS, configMap('b'));
    const events = await watch(`${WATCH}&resourceVersion=${metadata.resourceVersion}`);
    expect(summary(await events.next())).toBe('ADDED b');
    events.close();
  });

  it('says so and ends when what happened meanwhile is forgotten', async () => {
    const {server, call, watch} = await startServer();
    const {metadata} = (await call('GET', CONFIG_MAPS)).body;
    await call('POST', CONFIG_MAPS, configMap('a'));
    server.compact();
    const events = await watch(`${WATCH}&resourceVersion=${metadata.resourceVersion}`);
    expect(await events.next()).toMatchObject({
      type: 'ERROR',
      object: {kind: 'Status', code: 410, reason: 'Expired'},
    });
    expect(await events.next()).toBeUndefined();
  });

  it('with selectors, tells what begins and ceases to match', async () => {
    const {call, watch} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const events = await watch(`${WATCH}&labelSelector=on=yes`);
    await call('PATCH', `${CONFIG_MAPS}/a`, {metadata: {labels: {on: 'yes'}}}, MERGE);
    const {body} = await call('PATCH', `${CONFIG_MAPS}/a`, {metadata: {labels: {on: 'no'}}}, MERGE);
    expect(summary(await events.next())).toBe('ADDED a');
    const gone = await events.next();
    expect(gone).toMatchObject({type: 'DELETED', object: {metadata: {labels: {on: 'yes'}}}});
    expect(gone!.object.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
    events.close();
  });

  it('of one object hears of no other, nor of other namespaces', async () => {
    const {call, watch} = await startServer();
    const events = await watch(`${WATCH}&fieldSelector=metadata.name=b`);
    await call('POST', CONFIG_MAPS, configMap('a'));
    await call('POST', '/api/v1/namespaces/kube-system/configmaps', configMap('b'));
    await call('POST', CONFIG_MAPS, configMap('b', {n: '1'}));
    expect(await events.next()).toMatchObject({type: 'ADDED', object: {data: {n: '1'}}});
    events.close();
  });

  it('marks the end of what there was for who asks', async () => {
    const {call, watch} = await startServer();
    await call('POST', CONFIG_MAPS, configMap('a'));
    const events = await watch(
      `${WATCH}&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
    );
    expect(summary(await events.next())).toBe('ADDED a');
    expect(await events.next()).toMatchObject({
      type: 'BOOKMARK',
      object: {kind: 'ConfigMap', metadata: {annotations: {'k8s.io/initial-events-end': 'true'}}},
    });
    events.close();
  });

  it('sends bookmarks once a minute, and ends at its time', async () => {
    const clock = new SimulatedClock();
    const {watch} = await startServer({clock});
    const events = await watch(`${WATCH}&allowWatchBookmarks=true&timeoutSeconds=100`);
    await clock.until(events.next());
    expect(clock.now()).toBe(60_000);
    expect(await clock.until(events.next())).toMatchObject({type: 'BOOKMARK'});
    expect(await clock.until(events.next())).toBeUndefined();
    expect(clock.now()).toBe(100_000);
  });

  it('tells rows of a table, the columns only once', async () => {
    const times = [NOW];
    const {call, watch} = await startServer({now: () => times.at(-1)!});
    const events = await watch(WATCH, TABLE);
    await call('POST', CONFIG_MAPS, configMap('a', {n: '1'}));
    times.push(new Date(NOW.getTime() + 90_000));
    await call('PATCH', `${CONFIG_MAPS}/a`, {data: {m: '1'}}, MERGE);
    const [first, second] = [await events.next(), await events.next()];
    expect(first!.object).toMatchObject({kind: 'Table', rows: [{cells: ['a', 1, '0s']}]});
    expect(first!.object.columnDefinitions).toHaveLength(3);
    expect(second!.object).toMatchObject({columnDefinitions: null, rows: [{cells: ['a', 2, '90s']}]});
    events.close();
  });

  it('ends when the kind is removed', async () => {
    const {call, watch} = await startWithExperiments();
    const events = await watch(`${EXPERIMENTS}?watch=true`);
    await call('DELETE', `${DEFINITIONS}/experiments.iter8.tools`);
    expect(await events.next()).toBeUndefined();
  });

  it('ends when connections are cut, after which the server answers again', async () => {
    const {server, call, watch} = await startServer();
    const events = await watch(WATCH);
    server.cutConnections();
    await events.ended;
    expect(await call('GET', CONFIG_MAPS)).toMatchObject({code: 200});
  });

  it.each(['labelSelector=a b', 'fieldSelector=data.n=1', 'resourceVersion=x'])('refuses %s', async (query) => {
    const {call} = await startServer();
    expect(await call('GET', `${WATCH}&${encodeURI(query)}`)).toMatchObject({code: 400});
  });
});
