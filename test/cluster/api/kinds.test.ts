import {describe, expect, it} from '@jest/globals';
import type {ApiObject} from '../../support/api-client.js';
import {testCluster} from '../../support/cluster.js';

const {client, namespace, isReal} = await testCluster();
const CORE = `/api/v1/namespaces/${namespace}`;
const APPS = `/apis/apps/v1/namespaces/${namespace}`;
const LEASES = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;

const create = (path: string, body: object): Promise<ApiObject> => client.ok('POST', path, {body});

/** The template of a Pod with one container. */
function template(app: string) {
  return {metadata: {labels: {app}}, spec: {containers: [{name: 'web', image: 'example.com/web:1'}]}};
}

describe('discovery', () => {
  it('names the server, its groups and their preferred versions', async () => {
    expect(await client.ok('GET', '/version')).toMatchObject({
      major: '1',
      gitVersion: expect.stringMatching(/^v1\./),
    });
    expect(await client.ok('GET', '/api')).toMatchObject({kind: 'APIVersions', versions: ['v1']});
    const {groups} = await client.ok('GET', '/apis');
    const preferred = (groups as {preferredVersion: {groupVersion: string}}[]).map(
      ({preferredVersion}) => preferredVersion.groupVersion,
    );
    expect(preferred).toEqual(
      expect.arrayContaining(['apps/v1', 'batch/v1', 'coordination.k8s.io/v1', 'rbac.authorization.k8s.io/v1']),
    );
  });

  it.each([
    ['/api/v1', 'configmaps', 'ConfigMap', true],
    ['/api/v1', 'namespaces', 'Namespace', false],
    ['/api/v1', 'events', 'Event', true],
    ['/apis/apps/v1', 'deployments', 'Deployment', true],
    ['/apis/batch/v1', 'jobs', 'Job', true],
    ['/apis/rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', false],
  ])('of %s has %s', async (path, name, kind, namespaced) => {
    const {resources} = await client.ok('GET', path);
    expect(resources).toContainEqual(expect.objectContaining({name, kind, namespaced}));
  });

  it.each(['/healthz', '/livez', '/readyz'])('of health at %s says ok', async (path) => {
    expect(await client.ok('GET', path)).toMatchObject({message: 'ok'});
  });
});

describe('a Secret', () => {
  it('takes texts and keeps them encoded', async () => {
    const body = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'texts'}, stringData: {word: 'blue'}};
    const secret = await create(`${CORE}/secrets`, body);
    expect(secret).toMatchObject({type: 'Opaque', data: {word: 'Ymx1ZQ=='}});
    expect(secret).not.toHaveProperty('stringData');
  });

  it('that is immutable is not changed', async () => {
    const body = {apiVersion: 'v1', kind: 'Secret', metadata: {name: 'fixed'}, immutable: true, data: {}};
    const secret = await create(`${CORE}/secrets`, body);
    const answer = await client.request('PUT', `${CORE}/secrets/fixed`, {
      body: {...secret, data: {word: 'Ymx1ZQ=='}},
    });
    expect(answer).toMatchObject({status: 422, body: {reason: 'Invalid'}});
  });
});

describe('an Event', () => {
  const event = (name: string, about: string) => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {name},
    involvedObject: {apiVersion: 'v1', kind: 'ConfigMap', name: about, namespace},
    reason: 'StageAdvanced',
    message: 'Advanced to Running',
    type: 'Normal',
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
    count: 1,
    source: {component: 'tester'},
  });

  it('is found by what it is about', async () => {
    await create(`${CORE}/events`, event('first', 'one'));
    await create(`${CORE}/events`, event('second', 'two'));
    const selector = encodeURIComponent('involvedObject.kind=ConfigMap,involvedObject.name=two');
    const {items} = await client.ok('GET', `${CORE}/events?fieldSelector=${selector}`);
    expect(items!.map(({metadata}) => metadata.name)).toEqual(['second']);
  });

  it('is the same in the newer group', async () => {
    await create(`${CORE}/events`, event('third', 'three'));
    const path = `/apis/events.k8s.io/v1/namespaces/${namespace}/events/third`;
    expect(await client.ok('GET', path)).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      note: 'Advanced to Running',
      regarding: {name: 'three'},
      reason: 'StageAdvanced',
    });
  });

  it('about another namespace is refused', async () => {
    const body = {
      ...event('stray', 'one'),
      involvedObject: {kind: 'ConfigMap', name: 'one', namespace: 'default'},
    };
    expect(await client.request('POST', `${CORE}/events`, {body})).toMatchObject({status: 422});
  });
});

describe('a Lease', () => {
  it('is won by one of two that saw the same', async () => {
    const spec = {holderIdentity: 'one', leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.123456Z'};
    const lease = await create(LEASES, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {name: 'l'},
      spec,
    });
    expect(lease.spec).toEqual(spec);
    const attempts = ['two', 'three'].map((holderIdentity) =>
      client.request('PUT', `${LEASES}/l`, {body: {...lease, spec: {...spec, holderIdentity}}}),
    );
    const statuses = (await Promise.all(attempts)).map(({status}) => status);
    expect(statuses.sort((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe('a Deployment', () => {
  it('is completed with defaults', async () => {
    const body = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'defaults'},
      spec: {selector: {matchLabels: {app: 'defaults'}}, template: template('defaults')},
    };
    expect(await create(`${APPS}/deployments`, body)).toMatchObject({
      metadata: {generation: 1},
      spec: {replicas: 1, strategy: {type: 'RollingUpdate'}, template: {spec: {restartPolicy: 'Always'}}},
    });
  });

  it('whose labels are not those of its Pods is refused', async () => {
    const spec = {selector: {matchLabels: {app: 'other'}}, template: template('one')};
    const body = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'mismatch'}, spec};
    expect(await client.request('POST', `${APPS}/deployments`, {body})).toMatchObject({
      status: 422,
      body: {details: {causes: [{field: 'spec.template.metadata.labels'}]}},
    });
  });

  it('has a scale that can be changed alone', async () => {
    const spec = {selector: {matchLabels: {app: 'scaled'}}, template: template('scaled')};
    await create(`${APPS}/deployments`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'scaled'},
      spec,
    });
    const headers = {'content-type': 'application/merge-patch+json'};
    const path = `${APPS}/deployments/scaled`;
    const scale = await client.ok('PATCH', `${path}/scale`, {body: {spec: {replicas: 3}}, headers});
    expect(scale).toMatchObject({apiVersion: 'autoscaling/v1', kind: 'Scale', spec: {replicas: 3}});
    expect((await client.ok('GET', path)).spec).toMatchObject({replicas: 3});
  });
});

describe('a Job', () => {
  it('is completed with defaults and labels of its own', async () => {
    const {spec, metadata} = template('job');
    const job = await create(`/apis/batch/v1/namespaces/${namespace}/jobs`, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {name: 'job'},
      spec: {template: {metadata, spec: {...spec, restartPolicy: 'Never'}}},
    });
    expect(job.spec).toMatchObject({
      completions: 1,
      parallelism: 1,
      backoffLimit: 6,
      selector: {matchLabels: {'batch.kubernetes.io/controller-uid': job.metadata.uid}},
      template: {metadata: {labels: {app: 'job', 'job-name': 'job', 'batch.kubernetes.io/job-name': 'job'}}},
    });
  });

  it('that would be restarted for ever is refused', async () => {
    const answer = await client.request('POST', `/apis/batch/v1/namespaces/${namespace}/jobs`, {
      body: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {name: 'always'},
        spec: {template: template('always')},
      },
    });
    expect(answer).toMatchObject({status: 422, body: {reason: 'Invalid'}});
  });
});

describe('what controllers make', () => {
  (isReal ? it : it.skip)('of a Deployment is a ReplicaSet that it owns', async () => {
    const spec = {replicas: 2, selector: {matchLabels: {app: 'made'}}, template: template('made')};
    const body = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'made'}, spec};
    const {metadata} = await create(`${APPS}/deployments`, body);
    const path = `${APPS}/replicasets?labelSelector=app%3Dmade`;
    const sets = await client.until(path, ({body: list}) => list.items!.length > 0);
    const ownerReferences = [{kind: 'Deployment', name: 'made', uid: metadata.uid, controller: true}];
    expect(sets.items).toMatchObject([{metadata: {ownerReferences}, spec: {replicas: 2}}]);
  });
});
