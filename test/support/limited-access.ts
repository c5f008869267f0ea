import {join} from 'node:path';
import type {Answer} from './api-client.js';
import type {TestCluster} from './cluster.js';
import {readKubeconfig, writeKubeconfig} from './kubeconfig.js';

/** What a role allows, as in RBAC. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const RBAC = 'rbac.authorization.k8s.io';

/**
 * A ServiceAccount in the namespace of the tests that may do there what the rules say and nothing else. The embedded
 * server knows no roles: what it allows is for `embedded.tokenFor`.
 *
 * @returns the path of its kubeconfig
 */
export async function limitedKubeconfig(
  cluster: TestCluster,
  name: string,
  rules: readonly [Rule, ...Rule[]],
): Promise<string> {
  const {client, namespace, kubeconfigPath, folder} = cluster;
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await client.ok('POST', accounts, {body: {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name}}});
  await allow(cluster, name, rules);
  const {status} = await client.ok('POST', `${accounts}/${name}/token`, {
    body: {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {}},
  });
  const {server, authority} = readKubeconfig(kubeconfigPath);
  const path = join(folder, `${name}.kubeconfig`);
  const {token} = status as {readonly token: string};
  await writeKubeconfig(path, {server, authority, token}, namespace);
  return path;
}

/** Makes a role and binds it; resolves when the server goes by it, which it does a moment later. */
async function allow(
  {client, namespace}: TestCluster,
  name: string,
  rules: readonly [Rule, ...Rule[]],
): Promise<void> {
  const path = `/apis/${RBAC}/v1/namespaces/${namespace}`;
  const named = (kind: string) => ({apiVersion: `${RBAC}/v1`, kind, metadata: {name}});
  await client.ok('POST', `${path}/roles`, {body: {...named('Role'), rules}});
  const roleRef = {apiGroup: RBAC, kind: 'Role', name};
  const subjects = [{kind: 'ServiceAccount', name, namespace}];
  await client.ok('POST', `${path}/rolebindings`, {body: {...named('RoleBinding'), roleRef, subjects}});
  await client.until('/apis/authorization.k8s.io/v1/subjectaccessreviews', isAllowed, {
    method: 'POST',
    body: reviewOf(`system:serviceaccount:${namespace}:${name}`, namespace, rules[0]),
  });
}

function isAllowed({body}: Answer): boolean {
  return (body.status as {readonly allowed?: boolean} | undefined)?.allowed === true;
}

function reviewOf(user: string, namespace: string, {apiGroups, resources, verbs}: Rule): object {
  const [[group], [resource = '', subresource], [verb]] = [apiGroups, resources[0]?.split('/') ?? [], verbs];
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {user, resourceAttributes: {namespace, group, resource, subresource, verb}},
  };
}
