import {expect, it} from '@jest/globals';
import {ApiClient} from '../../support/api-client.js';
import {testCluster} from '../../support/cluster.js';
import {readKubeconfig} from '../../support/kubeconfig.js';
import {limitedKubeconfig} from '../../support/limited-access.js';

const cluster = await testCluster();
const {namespace, isReal} = cluster;

const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** The embedded server has no roles. */
(isReal ? it : it.skip)('lets a ServiceAccount do what its role says, and names what it forbids', async () => {
  const rules = [{apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list']}];
  const account = new ApiClient(readKubeconfig(await limitedKubeconfig(cluster, 'reader', rules)));
  const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
  const may = async (verb: string) => {
    const resourceAttributes = {verb, resource: 'configmaps', namespace};
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {resourceAttributes},
    };
    return (await account.ok('POST', reviews, {body})).status;
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
