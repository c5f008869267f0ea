import {describe, expect, it} from '@jest/globals';
import {ExperimentCache} from '../../../src/engine/controller/experiment-cache.js';
import {ConflictError} from '../../../src/cluster/conflict-error.js';
import {Field} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {FakeCluster} from '../../support/fake-cluster.js';
import {canary, clusterWith, latencyMetric, startController} from './support/controlled.js';
import {isCompleted, statusOf} from './support/stored.js';
import {VirtualTime} from './support/virtual-time.js';

function events(cluster: FakeCluster): string[] {
  return cluster.stored('Event').map((event) => {
    const [type, reason, message] = ['type', 'reason', 'message'].map(
      (key) => new Field(event).get(key).text() ?? '',
    );
    return `${type} ${reason}: ${message}`;
  });
}

function weights(cluster: FakeCluster): unknown[] {
  const [http] = new Field(cluster.stored('VirtualService')[0]).get('spec', 'http').items();
  return http!
    .get('route')
    .items()
    .map((route) => route.get('weight').value);
}

function messageIn(cache: ExperimentCache): unknown {
  return new Field([...cache.all()][0]).get('status', 'message').value;
}

/** As the original engine leaves an experiment in its first iterations: without our fields, and without a Lease. */
function statusOfOriginal(): {readonly startTime: string} & JsonObject {
  const time = '2021-02-18T09:58:00Z';
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    lastTransitionTime: time,
  });
  return {
    stage: 'Running',
    initTime: time,
    startTime: time,
    lastUpdateTime: '2021-02-18T09:59:50Z',
    completedIterations: 1,
    currentWeightDistribution: [
      {name: 'b', value: 90},
      {name: 'c', value: 10},
    ],
    versionRecommendedForPromotion: 'c',
    conditions: [
      condition('Completed', 'False', 'IterationUpdate'),
      condition('Failed', 'False', ''),
      condition('TargetAcquired', 'True', 'TargetAcquired'),
    ],
    message: 'IterationUpdate: Completed Iteration 1',
    metrics: [{name: 'default/latency', metricObj: latencyMetric('12')}],
  };
}

describe('a controller', () => {
  it('runs an experiment to its end, with its traffic, and tells it by events', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([canary('e')]);
    const {stop, metrics} = startController(cluster, time);
    await time.until(isCompleted(cluster, 'e'));
    await stop();
    expect(statusOf(cluster, 'e').get('versionRecommendedForPromotion').value).toBe('c');
    expect(weights(cluster)).toEqual([0, 100]);
    expect(events(cluster)).toMatchInlineSnapshot(`
     [
       "Normal ExperimentInitialized: Experiment status initialized",
       "Normal TargetAcquired: ",
       "Normal StageAdvanced: Advanced to Initializing",
       "Normal StageAdvanced: Advanced to Running",
       "Normal IterationUpdate: Completed Iteration 1",
       "Normal IterationUpdate: Completed Iteration 2",
       "Normal IterationUpdate: Completed Loop 1",
       "Normal StageAdvanced: Advanced to Completed",
       "Normal ExperimentCompleted: Experiment completed successfully",
     ]
    `);
    expect(await metrics.text()).toContain('iter8_verdicts_total{outcome="candidateWon"} 1');
  });

  it('lets a slow candidate have no traffic at the end', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([canary('e')], {latency: '500'});
    const {stop} = startController(cluster, time);
    await time.until(isCompleted(cluster, 'e'));
    await stop();
    expect(statusOf(cluster, 'e').get('versionRecommendedForPromotion').value).toBe('b');
    expect(weights(cluster)).toEqual([100, 0]);
  });

  it('runs experiments of one target one after the other, the oldest first, and says who is in front', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([
      canary('second'),
      canary('other', {spec: {target: 'default/else'}, deployment: 'FixedSplit'}),
    ]);
    const {stop} = startController(cluster, time);
    await time.until(() => statusOf(cluster, 'second').get('stage').value === 'Running');
    cluster.put(canary('third'));
    await time.until(() => (statusOf(cluster, 'third').get('message').text() ?? '').includes('is held by'));
    expect(statusOf(cluster, 'third').get('message').value).toBe(
      'WaitingForTarget: Waiting: target default/app is held by experiment default/second',
    );
    await time.until(isCompleted(cluster, 'second', 'third', 'other'));
    await stop();
    const [second, third] = ['second', 'third'].map((name) => statusOf(cluster, name).get('startTime').time()!);
    expect(third!.getTime()).toBeGreaterThanOrEqual(second!.getTime() + 20_000);
  });

  it('has the target at once when its holder lets go just as it is taken over', async () => {
    const time = new VirtualTime();
    const cluster: FakeCluster = clusterWith([canary('first')], {
      interfere: (verb, {kind}, name) => {
        if (kind !== 'Lease' || !name?.startsWith('iter8-target-')) return;
        if (verb === 'delete' && statusOf(cluster, 'next').get('startTime').value === undefined)
          throw new Error('no answer');
        if (verb === 'replace') cluster.remove(kind, name);
      },
    });
    const {stop} = startController(cluster, time);
    await time.until(() => statusOf(cluster, 'first').get('stage').value === 'Running');
    cluster.put(canary('next'));
    await time.until(isCompleted(cluster, 'first', 'next'));
    await stop();
    const [end, start] = [
      statusOf(cluster, 'first').get('lastUpdateTime'),
      statusOf(cluster, 'next').get('startTime'),
    ];
    expect(start.time()).toEqual(end.time());
    expect(events(cluster).filter((event) => event.includes('cannot be had'))).toEqual([]);
  });

  it('frees the target of an experiment that is deleted in the middle', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([canary('first')]);
    const {stop} = startController(cluster, time);
    await time.until(() => statusOf(cluster, 'first').get('stage').value === 'Running');
    cluster.put(canary('next'));
    await time.until(() => statusOf(cluster, 'next').get('stage').value === 'Waiting');
    cluster.remove('Experiment', 'first');
    await time.until(isCompleted(cluster, 'next'));
    await stop();
  });

  it('takes over what another engine has begun, and gives its target to nobody else meanwhile', async () => {
    const time = new VirtualTime();
    const begun = canary('begun', {duration: {iterationsPerLoop: 4}});
    const status = statusOfOriginal();
    const cluster = clusterWith([{...begun, status}, canary('next')]);
    const {stop} = startController(cluster, time);
    await time.until(() => statusOf(cluster, 'next').get('stage').value === 'Waiting');
    await time.pass(6);
    expect(statusOf(cluster, 'next').get('message').value).toBe(
      'WaitingForTarget: Waiting: target default/app is held by experiment default/begun',
    );
    await time.until(isCompleted(cluster, 'begun', 'next'));
    await stop();
    expect(statusOf(cluster, 'begun').get('completedIterations').value).toBe(4);
    expect(statusOf(cluster, 'begun').get('startTime').value).toBe(status.startTime);
  });

  it('believes a server that was restored from an older state', async () => {
    const cluster = clusterWith([]);
    const cache = new ExperimentCache(
      (await cluster.findKind({group: 'iter8.tools', kind: 'Experiment'}))!,
      () => undefined,
    );
    const resource = (version: string, message: string) => ({
      metadata: {name: 'e', namespace: 'default', uid: 'u', resourceVersion: version},
      status: {message},
    });
    const {signal} = new AbortController();
    await cache.follow(
      {
        ...cluster,
        async *watch() {
          yield {kind: 'added', object: resource('900', 'old')};
          yield {kind: 'synced'};
          yield {kind: 'modified', object: resource('899', 'late')};
          expect(messageIn(cache)).toBe('old');
          yield {kind: 'interrupted', reason: 'connection refused'};
          yield {kind: 'modified', object: resource('100', 'restored')};
          yield {kind: 'synced'};
        },
      },
      {},
      {signal, onSynced: () => undefined},
    );
    expect(messageIn(cache)).toBe('restored');
  });

  it('decides anew when somebody else has changed the experiment meanwhile', async () => {
    const time = new VirtualTime();
    let writes = 0;
    const cluster: FakeCluster = clusterWith([canary('e')], {
      interfere: (verb, kind) => {
        if (kind.kind !== 'Experiment' || verb !== 'replace') return;
        writes += 1;
        if (writes % 3 === 1) throw new ConflictError('the object has been modified', 'Conflict');
      },
    });
    const {stop, metrics} = startController(cluster, time);
    await time.until(isCompleted(cluster, 'e'));
    await stop();
    expect(statusOf(cluster, 'e').get('completedIterations').value).toBe(2);
    expect(statusOf(cluster, 'e').get('versionRecommendedForPromotion').value).toBe('c');
    expect(await metrics.text()).toMatch(/iter8_status_conflicts_total [1-9]/);
  });

  it('says once what it cannot run, and runs it when it is mended', async () => {
    const time = new VirtualTime();
    const broken = canary('e');
    const cluster = clusterWith([
      {...broken, spec: {...(broken.spec as JsonObject), duration: {intervalSeconds: 'soon'}}},
    ]);
    const {stop, logs} = startController(cluster, time);
    await time.pass(60);
    expect(logs.filter(({message}) => message === 'a run stopped')).toHaveLength(1);
    expect(events(cluster)).toEqual([
      'Warning RunStopped: spec.duration.intervalSeconds: expected a whole number, got "soon"',
    ]);
    cluster.put(broken);
    await time.until(isCompleted(cluster, 'e'));
    await stop();
  });

  it('refuses to run where the installed definition would drop what it writes', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([canary('e')]);
    const [definition] = cluster.stored('CustomResourceDefinition');
    const text = JSON.stringify(definition)
      .replaceAll('"x-kubernetes-preserve-unknown-fields":true', '"title":"closed"')
      .replaceAll('"progress":', '"unknown":');
    cluster.put(JSON.parse(text) as JsonObject);
    await expect(startController(cluster, time).ended).rejects.toThrow(
      'the installed CustomResourceDefinition of Experiments would drop status.progress',
    );
  });
});
