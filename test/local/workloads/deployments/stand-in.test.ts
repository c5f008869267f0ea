import {describe, expect, it} from '@jest/globals';
import type {Cluster} from '../../../../src/cluster/port.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {nameOf, objectsOf, valueAt} from '../../../../src/local/apiserver/object.js';
import {closeAfterEach} from '../../proxy/support.js';
import {conditionOf, startTestWorkloads, untilObject} from '../support.js';
import {demo, deploy, DEPLOYMENTS, PODS, podsOf, REPLICA_SETS, rolledOut} from './support.js';

closeAfterEach();

const KNATIVE_IMAGE = 'gcr.io/knative-samples/knative-route-demo:blue';
const NAME = 'iter8-demo-v100';

async function change(cluster: Cluster, spec: JsonObject): Promise<JsonObject> {
  await cluster.patch(DEPLOYMENTS, {namespace: 'default', name: NAME}, {kind: 'merge', value: {spec}});
  return rolledOut(cluster, NAME);
}

const templateOf = (deployment: JsonObject) => valueAt(deployment, 'spec', 'template') as JsonObject;
const waitingOf = (pod: JsonObject) => {
  const [status] = objectsOf(valueAt(pod, 'status', 'containerStatuses'));
  return valueAt(status, 'state', 'waiting', 'reason');
};

/** Waits until so many Pods are there. */
async function untilPods(cluster: Cluster, count: number): Promise<readonly JsonObject[]> {
  const stop = new AbortController();
  for await (const event of cluster.watch(PODS, {namespace: 'default'}, stop.signal)) {
    const pods = event.kind === 'synced' || 'object' in event ? await podsOf(cluster) : [];
    if (pods.length === count) return pods;
  }
  throw new Error('the watch ended');
}

describe('a Deployment of a known image', () => {
  it.each([undefined, KNATIVE_IMAGE])('has Pods that run, in one ReplicaSet: %s', async (image) => {
    const {cluster, problems} = await startTestWorkloads();
    const ready = await deploy(cluster, demo('v100', {replicas: 2, ...(image && {image})}));
    expect(ready.status).toMatchObject({replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2});
    expect(JSON.stringify(ready.status)).toContain('no containers are run here');
    const pods = await podsOf(cluster);
    expect(new Set(pods.map(nameOf)).size).toBe(2);
    expect(pods.map((pod) => conditionOf(pod, 'Ready'))).toEqual(['True', 'True']);
    const {items} = await cluster.list(REPLICA_SETS, {namespace: 'default', labelSelector: 'app=demo'});
    expect(items).toMatchObject([{spec: {replicas: 2}, status: {readyReplicas: 2}}]);
    expect(problems).toEqual([]);
  });

  it('has as many Pods as it is scaled to, in the same ReplicaSet', async () => {
    const {cluster, problems} = await startTestWorkloads();
    await deploy(cluster, demo('v100'));
    const [first] = await podsOf(cluster);
    expect((await change(cluster, {replicas: 3})).status).toMatchObject({availableReplicas: 3});
    expect((await podsOf(cluster)).map(nameOf)).toContain(nameOf(first!));
    await change(cluster, {replicas: 1});
    expect((await untilPods(cluster, 1)).map(nameOf)).toEqual([nameOf(first!)]);
    expect(problems).toEqual([]);
  });

  it('has the Pods of its present template alone after a change', async () => {
    const {cluster, problems} = await startTestWorkloads();
    await deploy(cluster, demo('v100'));
    const [before] = await podsOf(cluster);
    const template = templateOf(demo('v100', {image: 'other/iter8-demo:v102'}));
    await change(cluster, {template});
    const [after] = await untilPods(cluster, 1);
    expect(nameOf(after!)).not.toBe(nameOf(before!));
    expect(after).toMatchObject({spec: {containers: [{image: 'other/iter8-demo:v102'}]}});
    expect(problems).toEqual([]);
  });

  it('gets another Pod for one that is deleted', async () => {
    const {cluster, problems} = await startTestWorkloads();
    await deploy(cluster, demo('v100'));
    const [pod] = await podsOf(cluster);
    await cluster.delete(PODS, {namespace: 'default', name: nameOf(pod!)});
    const isAnother = (one: JsonObject) => valueAt(one, 'metadata', 'uid') !== valueAt(pod, 'metadata', 'uid');
    await untilObject(
      cluster,
      [PODS, nameOf(pod!)],
      (one) => isAnother(one) && conditionOf(one, 'Ready') === 'True',
    );
    expect(problems).toEqual([]);
  });

  it('takes its Pods with it', async () => {
    const {cluster, problems} = await startTestWorkloads();
    await deploy(cluster, demo('v100', {replicas: 2}));
    await cluster.delete(DEPLOYMENTS, {namespace: 'default', name: NAME});
    expect(await untilPods(cluster, 0)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('has Pods that kubectl shows as those of the tutorial', async () => {
    const {cluster} = await startTestWorkloads();
    await deploy(cluster, demo('v100'));
    const {columnDefinitions, rows} = await cluster.table(PODS, {namespace: 'default'});
    const shown = objectsOf(columnDefinitions).filter(({priority}) => priority === 0);
    expect(shown.map(({name}) => name)).toEqual(['Name', 'Ready', 'Status', 'Restarts', 'Age']);
    const cells = valueAt(objectsOf(rows)[0], 'cells') as readonly string[];
    expect(cells.slice(0, 4)).toEqual([
      expect.stringMatching(/^iter8-demo-v100-[0-9a-f]{10}-[0-9a-f]{5}$/),
      '1/1',
      'Running',
      '0',
    ]);
  });
});

describe('a Deployment that cannot run', () => {
  it.each([
    ['another image', {image: 'shop/app:2'}, 'ImagePullBackOff', 'shop/app:2'],
    [
      'a behaviour that no app has',
      {env: {BEHAVIOUR: 'latency=quick'}},
      'CreateContainerConfigError',
      'latency=quick',
    ],
    ['a crash', {env: {BEHAVIOUR: 'crash'}}, 'CrashLoopBackOff', 'BEHAVIOUR=crash'],
  ])('for %s is never available, and its Pod says why', async (_why, details, reason, words) => {
    const {cluster, problems} = await startTestWorkloads();
    await cluster.create(DEPLOYMENTS, demo('v100', details));
    const failed = await rolledOut(cluster, NAME);
    expect(conditionOf(failed, 'Available')).toBe('MinimumReplicasUnavailable');
    expect(conditionOf(failed, 'Progressing')).toBe('ProgressDeadlineExceeded');
    expect(failed.status).toMatchObject({availableReplicas: 0, unavailableReplicas: 1});
    expect(JSON.stringify(failed.status)).toContain(words);
    const [pod] = await podsOf(cluster);
    expect(waitingOf(pod!)).toBe(reason);
    expect(problems).toEqual([]);
  });

  it('for a crash has restarted', async () => {
    const {cluster} = await startTestWorkloads();
    await cluster.create(DEPLOYMENTS, demo('v100', {env: {BEHAVIOUR: 'crash'}}));
    await rolledOut(cluster, NAME);
    const [pod] = await podsOf(cluster);
    const containerStatuses = [{restartCount: 1, ready: false, lastState: {terminated: {exitCode: 1}}}];
    expect(pod).toMatchObject({status: {containerStatuses}});
  });

  it('since a change of its template keeps the Pods that it had', async () => {
    const {cluster, problems} = await startTestWorkloads();
    await deploy(cluster, demo('v100'));
    const changed = await change(cluster, {template: templateOf(demo('v100', {env: {BEHAVIOUR: 'crash'}}))});
    expect(conditionOf(changed, 'Available')).toBe('True');
    expect(changed.status).toMatchObject({
      replicas: 2,
      updatedReplicas: 1,
      readyReplicas: 1,
      unavailableReplicas: 1,
    });
    expect((await podsOf(cluster)).map((pod) => conditionOf(pod, 'Ready')).sort()).toEqual([
      'ContainersNotReady',
      'True',
    ]);
    expect(problems).toEqual([]);
  });
});
