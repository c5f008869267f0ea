import {describe, expect, it} from '@jest/globals';
import {ApiClient} from '../../support/api-client.js';
import {testCluster} from '../../support/cluster.js';
import {readKubeconfig} from '../../support/kubeconfig.js';
import {limitedKubeconfig} from '../../support/limited-access.js';

const cluster = await testCluster();
const {client, namespace, isReal} = cluster;

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

describe('rights', () => {
  it('are told to who asks for his own', async () => {
    const resourceAttributes = {verb: 'create', resource: 'configmaps', namespace};
    const review = await client.ok('POST', REVIEWS, {
      body: {apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {resourceAttributes}},
    });
    expect(review).toMatchObject({status: {allowed: true}});
  });

  it('are told to who asks for those of others', async () => {
    const spec = {user: 'jane', groups: ['system:masters'], resourceAttributes: {verb: 'get', resource: 'pods'}};
    const review = await client.ok('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      body: {apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec},
    });
    expect(review).toMatchObject({spec: {user: 'jane'}, status: {allowed: true}});
  });

  it('are bound to a role that stays the same', async () => {
    const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`;
    const body = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: {name: 'binding'},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'one'},
      subjects: [{kind: 'ServiceAccount', name: 'default', namespace}],
    };
    const binding = await client.ok('POST', path, {body});
    const changed = {...binding, roleRef: {...body.roleRef, name: 'two'}};
    expect(await client.request('PUT', `${path}/binding`, {body: changed})).toMatchObject({status: 422});
  });

  // the embedded server has no roles
  (isReal ? it : it.skip)('lets a ServiceAccount do what its role says, and names what it forbids', async () => {
    const rule = {apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list']};
    const account = new ApiClient(readKubeconfig(await limitedKubeconfig(cluster, 'reader', [rule])));
    const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
    const may = async (verb: string) => {
      const resourceAttributes = {verb, resource: 'configmaps', namespace};
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {resourceAttributes},
      };
      return (await account.ok('POST', REVIEWS, {body})).status;
    };
    try {
      expect(await account.request('GET', configMaps)).toMatchObject({status: 200});
      expect(await may('list')).toMatchObject({allowed: true});
      expect(await may('delete')).toMatchObject({allowed: false});
      expect(await account.request('DELETE', `${configMaps}/kube-root-ca.crt`)).toMatchObject({
        status: 403,
        body: {
          kind: 'Status',
          reason: 'Forbidden',
          message:
            'configmaps "kube-root-ca.crt" is forbidden: ' +
            `User "system:serviceaccount:${namespace}:reader" cannot delete resource "configmaps" in API group "" ` +
            `in the namespace "${namespace}"`,
        },
      });
      expect(await account.request('GET', '/api/v1/secrets')).toMatchObject({
        status: 403,
        body: {message: expect.stringContaining('at the cluster scope')},
      });
    } finally {
      account.close();
    }
  });
});
