import {TASK_ACCOUNT} from '../../../src/engine/jobs/account.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {taskRunnerRole} from '../../../src/operate/install/roles.js';
import type {TestCluster} from '../../support/cluster.js';
import {createControllerAccount} from '../canary/account.js';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * Gives the rights that `install --tasks-in` gives: to the controller its role in the test's namespace, to the account of
 * the Jobs none.
 *
 * @returns the path of the controller's kubeconfig
 */
export async function allowTasks(cluster: TestCluster): Promise<string> {
  const {client, namespace, kubeconfigPath, isReal} = cluster;
  const account = {metadata: {name: TASK_ACCOUNT, namespace}};
  await client.ok('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, {body: account});
  if (!isReal) return kubeconfigPath; // it knows no roles
  const controllerPath = await createControllerAccount(cluster);
  const path = `/apis/${RBAC}/v1/namespaces/${namespace}`;
  const metadata = {name: 'iter8-task-runner', namespace};
  await client.ok('POST', `${path}/roles`, {body: {metadata, rules: taskRunnerRole().rules}});
  const roleRef = {apiGroup: RBAC, kind: 'Role', name: metadata.name};
  const subjects = [{kind: 'ServiceAccount', name: 'controller', namespace}];
  await client.ok('POST', `${path}/rolebindings`, {body: {metadata, roleRef, subjects}});
  return controllerPath;
}

/** A spec without metrics and traffic, so that actions are all there is to it. */
export function specWithActions({namespace}: TestCluster, name: string, actions: JsonObject): JsonObject {
  return {
    target: `${namespace}/${name}`,
    strategy: {testingPattern: 'Conformance', actions},
    duration: {intervalSeconds: 1, iterationsPerLoop: 1},
    versionInfo: {baseline: {name: 'v1'}},
  };
}
