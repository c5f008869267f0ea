import {join} from 'node:path';
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
  rules: readonly Rule[],
): Promise<string> {
  const {client, namespace, kubeconfigPath, folder} = cluster;
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const roles = `/apis/${RBAC}/v1/namespaces/${namespace}`;
  const named = (kind: string, apiVersion: string) => ({apiVersion, kind, metadata: {name}});
  await client.ok('POST', accounts, {body: named('ServiceAccount', 'v1')});
  await client.ok('POST', `${roles}/roles`, {body: {...named('Role', `${RBAC}/v1`), rules}});
  const roleRef = {apiGroup: RBAC, kind: 'Role', name};
  const subjects = [{kind: 'ServiceAccount', name, namespace}];
  await client.ok('POST', `${roles}/rolebindings`, {
    body: {...named('RoleBinding', `${RBAC}/v1`), roleRef, subjects},
  });
  const {status} = await client.ok('POST', `${accounts}/${name}/token`, {
    body: {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {}},
  });
  const {server, authority} = readKubeconfig(kubeconfigPath);
  const path = join(folder, `${name}.kubeconfig`);
  const {token} = status as {readonly token: string};
  await writeKubeconfig(path, {server, authority, token}, namespace);
  return path;
}
