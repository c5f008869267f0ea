import {join} from 'node:path';
import type {TestCluster} from '../../support/cluster.js';
import {readKubeconfig, writeKubeconfig} from '../../support/kubeconfig.js';

const RBAC = 'rbac.authorization.k8s.io';

/** A rule of a Role. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * Makes an account that may do in the test's namespace what the rules say, and nothing else.
 *
 * @returns the path of its kubeconfig; of the administrator's where the server knows no roles
 */
export async function createAccount(
  {client, namespace, folder, kubeconfigPath, isReal}: TestCluster,
  name: string,
  rules: readonly Rule[],
): Promise<string> {
  if (!isReal) return kubeconfigPath;
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const roles = `/apis/${RBAC}/v1/namespaces/${namespace}`;
  const metadata = {name, namespace};
  await client.ok('POST', accounts, {body: {metadata}});
  await client.ok('POST', `${roles}/roles`, {body: {metadata, rules}});
  const roleRef = {apiGroup: RBAC, kind: 'Role', name};
  const subjects = [{kind: 'ServiceAccount', name, namespace}];
  await client.ok('POST', `${roles}/rolebindings`, {body: {metadata, roleRef, subjects}});
  const request = {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {}};
  const {status} = await client.ok('POST', `${accounts}/${name}/token`, {body: request});
  const {server, authority} = readKubeconfig(kubeconfigPath);
  const path = join(folder, `${name}.kubeconfig`);
  await writeKubeconfig(path, {server, authority, token: (status as {token: string}).token}, namespace);
  return path;
}
