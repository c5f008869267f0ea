import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {awaitReady} from '../../../../src/operate/pipeline/rollout/await-ready.js';
import {VirtualTime} from '../../../engine/controller/support/virtual-time.js';
import {fakeCluster, kindOf} from '../../../support/fake-cluster.js';
import {deployment} from '../support/town.js';

const VERSION = {name: 'iter8-demo-v101', labels: {app: 'demo', version: 'v101'}};
const KINDS = [kindOf('apps/v1', 'Deployment'), kindOf('v1', 'Pod')];

const withStatus = (status: JsonObject) => ({...deployment('v101'), status});
const pod = (name: string, replicaSet: string, reason: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    labels: VERSION.labels,
    ownerReferences: [{kind: 'ReplicaSet', name: replicaSet}],
  },
  status: {containerStatuses: [{name: 'demo', image: 'x', restartCount: 5, state: {waiting: {reason}}}]},
});

function await101(objects: readonly JsonObject[], signal = new AbortController().signal) {
  const time = new VirtualTime();
  const cluster = fakeCluster({kinds: KINDS, objects});
  const readiness = awaitReady(cluster, VERSION, {signal, timeoutMs: 60_000, sleep: time.sleep});
  readiness.catch(() => undefined);
  return {time, cluster, readiness};
}

const settle = async (time: VirtualTime) => time.pass(1);

describe('waiting for a Deployment', () => {
  it('ends when all its Pods are available', async () => {
    const {time, cluster, readiness} = await101([deployment('v101')]);
    await settle(time);
    cluster.put(withStatus({observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1}));
    await expect(readiness).resolves.toEqual({kind: 'ready'});
  });

  it('ends when its Deployment is given up, with what its Pods say', async () => {
    const conditions = [
      {type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out'},
    ];
    const given = withStatus({observedGeneration: 1, conditions});
    await expect(await101([given]).readiness).resolves.toEqual({kind: 'notReady', reason: 'timed out'});
    const pulling = pod('p', 'iter8-demo-v101-5d4f8', 'ImagePullBackOff');
    await expect(await101([pulling, given]).readiness).resolves.toMatchObject({
      reason: 'image x of container "demo" of Pod p cannot be pulled',
    });
  });

  it('does not listen to Pods of another Deployment with the same labels', async () => {
    const {time, readiness} = await101([
      deployment('v101'),
      pod('p', 'iter8-demo-v101-b-5d4f8', 'CrashLoopBackOff'),
    ]);
    await time.pass(61);
    await expect(readiness).resolves.toEqual({kind: 'notReady', reason: 'after 60 s 0 of 1 Pods are available'});
  });

  it('goes on after the connection was lost and all objects were told once more', async () => {
    const {time, cluster} = await101([deployment('v101')]);
    const relisting = {
      ...cluster,
      async *watch(...args: Parameters<typeof cluster.watch>) {
        yield {kind: 'synced'} as const;
        yield {kind: 'interrupted', reason: 'gone'} as const;
        yield* cluster.watch(...args);
      },
    };
    const {signal} = new AbortController();
    const readiness = awaitReady(relisting, VERSION, {signal, timeoutMs: 60_000, sleep: time.sleep});
    await settle(time);
    cluster.put(withStatus({observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1}));
    await expect(readiness).resolves.toEqual({kind: 'ready'});
  });

  it('ends when time is up', async () => {
    const {time, readiness} = await101([]);
    await time.pass(61);
    await expect(readiness).resolves.toEqual({kind: 'notReady', reason: 'after 60 s the Deployment is not there'});
  });

  it('ends at an interruption', async () => {
    const stop = new AbortController();
    const {time, readiness} = await101([deployment('v101')], stop.signal);
    await settle(time);
    stop.abort();
    await expect(readiness).rejects.toThrow('aborted');
  });
});
