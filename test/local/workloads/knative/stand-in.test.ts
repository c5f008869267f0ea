import {describe, expect, it} from '@jest/globals';
import type {Json, JsonObject} from '../../../../src/experiment/json.js';
import {textOf, valueAt} from '../../../../src/local/apiserver/object.js';
import {startWorkloads} from '../../../../src/local/workloads/start.js';
import {until} from '../../../cluster/support/until.js';
import {closeAfterEach} from '../../proxy/support.js';
import {colours, conditionOf, get, startTestWorkloads, type TestWorkloads, untilObject} from '../support.js';
import {change, REVISIONS, service, SERVICES, settled, split, template, URLS} from './support.js';

closeAfterEach();

const urlOf = (object: JsonObject) => textOf(valueAt(object, 'status', 'address', 'url'));
const trafficOf = (object: JsonObject) => valueAt(object, 'status', 'traffic') as readonly JsonObject[];

/** A Service of two Revisions, `blue` and `green`, and its traffic. */
async function withTwoVersions(traffic: Json): Promise<TestWorkloads> {
  const started = await startTestWorkloads();
  const {cluster} = started;
  await cluster.create(SERVICES, service({template: template('blue', {name: 'app-v1'})}));
  await settled(cluster);
  await change(cluster, {template: template('green', {name: 'app-v2'}), traffic});
  return started;
}

describe('a Service', () => {
  it('becomes ready and answers at its address', async () => {
    const {cluster, problems} = await startTestWorkloads();
    await cluster.create(SERVICES, service({template: template('blue')}));
    const ready = await settled(cluster);
    for (const type of ['Ready', 'ConfigurationsReady', 'RoutesReady']) {
      expect(conditionOf(ready, type)).toBe('True');
    }
    expect(ready.status).toMatchObject({
      latestCreatedRevisionName: 'sample-app-00001',
      latestReadyRevisionName: 'sample-app-00001',
      url: expect.stringMatching(URLS) as unknown,
      traffic: [{latestRevision: true, percent: 100, revisionName: 'sample-app-00001'}],
    });
    expect(await colours(urlOf(ready), 3)).toEqual({blue: 3});
    expect(problems).toEqual([]);
  });

  it('splits 1,000 requests as its traffic says, and each tag leads to its revision alone', async () => {
    const {cluster} = await withTwoVersions(split(70, 30));
    const ready = await settled(cluster);
    expect(await colours(urlOf(ready), 1000)).toEqual({blue: 700, green: 300});
    const [current, candidate] = trafficOf(ready);
    expect(current).toMatchObject({tag: 'current', revisionName: 'app-v1', percent: 70, latestRevision: false});
    expect(candidate).toMatchObject({tag: 'candidate', revisionName: 'app-v2', percent: 30, latestRevision: true});
    expect(await colours(textOf(current!.url), 5)).toEqual({blue: 5});
    expect(await colours(textOf(candidate!.url), 5)).toEqual({green: 5});
  });

  it('follows a change of its traffic, at the same addresses', async () => {
    const {cluster} = await withTwoVersions(split(100, 0));
    const before = await settled(cluster);
    expect(await colours(urlOf(before), 20)).toEqual({blue: 20});
    await change(cluster, {traffic: split(25, 75)});
    const after = await settled(cluster);
    expect(urlOf(after)).toBe(urlOf(before));
    expect(trafficOf(after).map(({url}) => url)).toEqual(trafficOf(before).map(({url}) => url));
    expect(await colours(urlOf(after), 100)).toEqual({blue: 25, green: 75});
  });

  it('has another revision after its template changed, and only then', async () => {
    const {cluster} = await startTestWorkloads();
    await cluster.create(SERVICES, service({template: template('blue')}));
    await settled(cluster);
    await change(cluster, {traffic: [{latestRevision: true, percent: 100, tag: 'now'}]});
    expect((await settled(cluster)).status).toMatchObject({latestReadyRevisionName: 'sample-app-00001'});
    await change(cluster, {template: template('green')});
    const ready = await settled(cluster);
    expect(ready.status).toMatchObject({latestReadyRevisionName: 'sample-app-00002'});
    expect(await colours(urlOf(ready), 3)).toEqual({green: 3});
  });

  it('goes back to an earlier revision when its template has that name and content again', async () => {
    const {cluster} = await withTwoVersions(split(50, 50));
    await settled(cluster);
    await change(cluster, {template: template('blue', {name: 'app-v1'}), traffic: null});
    const ready = await settled(cluster);
    expect(ready.status).toMatchObject({latestReadyRevisionName: 'app-v1', latestCreatedRevisionName: 'app-v1'});
    expect(await colours(urlOf(ready), 3)).toEqual({blue: 3});
  });

  it('is not ready when its template has the name of another revision', async () => {
    const {cluster} = await withTwoVersions(split(100, 0));
    await settled(cluster);
    await change(cluster, {template: template('green', {name: 'app-v1'})});
    const failed = await settled(cluster);
    expect(conditionOf(failed, 'ConfigurationsReady')).toBe('RevisionFailed');
    expect(JSON.stringify(failed.status)).toContain('revisions.serving.knative.dev \\"app-v1\\" already exists');
    expect(await colours(urlOf(failed), 3)).toEqual({blue: 3});
  });

  it('is not ready when its template has a name that no revision can have', async () => {
    const {cluster, problems} = await startTestWorkloads();
    await cluster.create(SERVICES, service({template: template('blue', {name: 'No Name'})}));
    expect(conditionOf(await settled(cluster), 'Ready')).toBe('RevisionFailed');
    expect(problems).toEqual([]);
  });

  it('keeps its traffic while a newer image is unknown, and says so', async () => {
    const {cluster} = await startTestWorkloads();
    await cluster.create(SERVICES, service({template: template('blue')}));
    await settled(cluster);
    await change(cluster, {template: {spec: {containers: [{image: 'shop/app:2'}]}}});
    const failed = await settled(cluster);
    expect(conditionOf(failed, 'Ready')).toBe('RevisionFailed');
    expect(conditionOf(failed, 'RoutesReady')).toBe('True');
    expect(await colours(urlOf(failed), 3)).toEqual({blue: 3});
    const revision = await cluster.get(REVISIONS, {namespace: 'default', name: 'sample-app-00002'});
    expect(conditionOf(revision, 'Ready')).toBe('ContainerMissing');
    expect(JSON.stringify(revision.status)).toContain('shop/app:2');
  });

  it.each([
    ['names a revision that is not there', [{revisionName: 'app-v9', percent: 100}], 'RevisionMissing'],
    ['does not sum to 100', split(50, 40), 'InvalidTraffic'],
    ['has a negative share', split(110, -10), 'InvalidTraffic'],
  ])('stays with the old traffic while the new one %s', async (_why, traffic, reason) => {
    const {cluster} = await withTwoVersions(split(100, 0));
    const before = await settled(cluster);
    await change(cluster, {traffic});
    const refused = await settled(cluster);
    expect(conditionOf(refused, 'RoutesReady')).toBe(reason);
    expect(trafficOf(refused)).toEqual(trafficOf(before));
    expect(await colours(urlOf(refused), 5)).toEqual({blue: 5});
  });

  it('ends its address and its revisions when it is deleted', async () => {
    const {cluster} = await withTwoVersions(split(50, 50));
    const url = urlOf(await settled(cluster));
    await cluster.delete(SERVICES, {namespace: 'default', name: 'sample-app'});
    const isGone = async () => (await cluster.list(REVISIONS, {namespace: 'default'})).items.length === 0;
    await until(isGone, 'revisions are gone');
    await until(() => get(url).then(() => false, isRefused), 'nobody listens');
  });

  it('is ready again when it is deleted and created anew at once', async () => {
    const {cluster, problems} = await withTwoVersions(split(50, 50));
    const before = urlOf(await settled(cluster));
    await cluster.delete(SERVICES, {namespace: 'default', name: 'sample-app'});
    await cluster.create(SERVICES, service({template: template('red', {name: 'app-v1'})}));
    const ready = await settled(cluster);
    expect(urlOf(ready)).not.toBe(before);
    expect(await colours(urlOf(ready), 3)).toEqual({red: 3});
    expect(problems).toEqual([]);
  });

  it('goes on with the revisions that are there when a stand-in starts anew', async () => {
    const first = await withTwoVersions(split(50, 50));
    const before = await settled(first.cluster);
    await first.workloads.close();
    const {cluster, ending, problems} = first;
    const onProblem = (problem: string) => problems.push(problem);
    const second = await startWorkloads({cluster, signal: ending.signal, onProblem});
    const after = await untilObject(
      cluster,
      [SERVICES, 'sample-app'],
      (object) => urlOf(object) !== urlOf(before),
    );
    expect(await colours(urlOf(after), 10)).toEqual({blue: 5, green: 5});
    await second.close();
    expect(problems).toEqual([]);
  });
});

function isRefused(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
}

it('leaves nothing open when the signal aborts', async () => {
  const {ending, workloads, cluster} = await withTwoVersions(split(50, 50));
  const url = urlOf(await settled(cluster));
  ending.abort();
  await workloads.done;
  await expect(get(url)).rejects.toThrow('ECONNREFUSED');
});

it('fails where the server knows no Knative, and ends the other stand-ins', async () => {
  const {cluster} = await startTestWorkloads();
  const without = Object.create(cluster) as typeof cluster;
  Object.assign(without, {
    findKind: (wanted: Parameters<typeof cluster.findKind>[0]) =>
      wanted.group === 'serving.knative.dev' ? Promise.resolve(undefined) : cluster.findKind(wanted),
  });
  const workloads = await startWorkloads({
    cluster: without,
    signal: new AbortController().signal,
    onProblem: () => undefined,
  });
  await expect(workloads.done).rejects.toThrow('has no Service of serving.knative.dev');
});
