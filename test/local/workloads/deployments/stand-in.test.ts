import {describe, expect, it} from '@jest/globals';
import type {Cluster, ResourceKind} from '../../../../src/cluster/port.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {metadataOf, valueAt} from '../../../../src/local/apiserver/object.js';
import {closeAfterEach} from '../../proxy/support.js';
import {conditionOf, startTestWorkloads, untilObject} from '../support.js';

closeAfterEach();

const DEPLOYMENTS: ResourceKind = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  isNamespaced: true,
};
const REPLICA_SETS: ResourceKind = {...DEPLOYMENTS, kind: 'ReplicaSet', plural: 'replicasets'};
const SAMPLE = 'gcr.io/knative-samples/knative-route-demo:blue';

function deployment(image: string): JsonObject {
  const labels = {app: 'shop'};
  const template = {metadata: {labels}, spec: {containers: [{name: 'app', image}]}};
  return {
    metadata: {name: 'shop', namespace: 'default'},
    spec: {replicas: 2, selector: {matchLabels: labels}, template},
  };
}

function settled(cluster: Cluster): Promise<JsonObject> {
  return untilObject(
    cluster,
    [DEPLOYMENTS, 'shop'],
    (object) => valueAt(object, 'status', 'observedGeneration') === metadataOf(object).generation,
  );
}

describe('a Deployment', () => {
  it('of the sample image is available at once, says that nothing runs, and has one ReplicaSet', async () => {
    const {cluster, problems} = await startTestWorkloads();
    await cluster.create(DEPLOYMENTS, deployment(SAMPLE));
    const ready = await settled(cluster);
    expect(ready.status).toMatchObject({replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2});
    expect(conditionOf(ready, 'Available')).toBe('True');
    expect(JSON.stringify(ready.status)).toContain('no containers are run here');
    const {items} = await cluster.list(REPLICA_SETS, {namespace: 'default', labelSelector: 'app=shop'});
    expect(items).toMatchObject([{spec: {replicas: 2}, status: {readyReplicas: 2}}]);
    expect(problems).toEqual([]);
  });

  it('has the ReplicaSet of its present template after a change, scaled as it is', async () => {
    const {cluster, problems} = await startTestWorkloads();
    await cluster.create(DEPLOYMENTS, deployment(SAMPLE));
    await settled(cluster);
    const image = SAMPLE.replace('blue', 'green');
    const {spec} = deployment(image);
    const value = {spec: {...(spec as JsonObject), replicas: 3}};
    await cluster.patch(DEPLOYMENTS, {namespace: 'default', name: 'shop'}, {kind: 'merge', value});
    await settled(cluster);
    const {items} = await cluster.list(REPLICA_SETS, {namespace: 'default'});
    expect(items).toMatchObject([
      {spec: {replicas: 3, template: {spec: {containers: [{image}]}}}, status: {readyReplicas: 3}},
    ]);
    expect(problems).toEqual([]);
  });

  it('of another image is never available, so that nobody waits for it in vain', async () => {
    const {cluster} = await startTestWorkloads();
    await cluster.create(DEPLOYMENTS, deployment('shop/app:2'));
    const failed = await settled(cluster);
    expect(conditionOf(failed, 'Available')).toBe('MinimumReplicasUnavailable');
    expect(conditionOf(failed, 'Progressing')).toBe('ProgressDeadlineExceeded');
    expect(failed.status).toMatchObject({availableReplicas: 0, unavailableReplicas: 2});
    expect(JSON.stringify(failed.status)).toContain('shop/app:2');
  });
});
