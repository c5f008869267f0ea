import {join} from 'node:path';
import {controllerRole} from '../../../src/operate/install/roles.js';
import {DEFAULT_ROUTERS} from '../../../src/traffic/policy.js';
import type {TestCluster} from '../../support/cluster.js';
import {readKubeconfig, writeKubeconfig} from '../../support/kubeconfig.js';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * Makes an account with the rights that `install` gives to the controller, and no others.
 *
 * @returns the path of its kubeconfig
 */
export async function createControllerAccount(cluster: TestCluster): Promise<string> {
  const {client, namespace, folder, kubeconfigPath} = cluster;
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const account = {name: 'controller', namespace};
  await client.ok('POST', accounts, {body: {metadata: account}});
  await bindRole(cluster, account);
  const request = {apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {}};
  const {status} = await client.ok('POST', `${accounts}/${account.name}/token`, {body: request});
  const {server, authority} = readKubeconfig(kubeconfigPath);
  const path = join(folder, 'controller.kubeconfig');
  await writeKubeconfig(path, {server, authority, token: (status as {token: string}).token}, namespace);
  return path;
}

/** Role and binding are for the whole cluster, and go with the namespace. */
async function bindRole(
  {client, namespace}: TestCluster,
  account: {readonly name: string; readonly namespace: string},
): Promise<void> {
  const {metadata: owner} = await client.ok('GET', `/api/v1/namespaces/${namespace}`);
  const ownerReferences = [{apiVersion: 'v1', kind: 'Namespace', name: namespace, uid: owner.uid}];
  const metadata = {name: `iter8-controller-${namespace}`, ownerReferences};
  const {rules} = controllerRole(DEFAULT_ROUTERS);
  await client.ok('POST', `/apis/${RBAC}/v1/clusterroles`, {body: {metadata, rules}});
  const roleRef = {apiGroup: RBAC, kind: 'ClusterRole', name: metadata.name};
  const subjects = [{kind: 'ServiceAccount', ...account}];
  await client.ok('POST', `/apis/${RBAC}/v1/clusterrolebindings`, {body: {metadata, roleRef, subjects}});
}
