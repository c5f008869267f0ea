import {ifThere} from '../../cluster/not-found.js';
import {TASK_ACCOUNT} from '../../engine/jobs/account.js';
import {kind, nameOf} from '../install/kinds.js';
import {listIfServed} from '../install/list.js';
import {mayAccount} from '../server-check/access.js';
import {shellWord} from '../server-check/grants.js';
import {oldBindings, ROLE_BINDING} from '../server-check/handlers.js';
import {type Check, ok, problem} from './problems.js';
import type {ClusterWorld} from './world.js';

/** Flags are not remembered. */
const FLAGS = 'install needs its earlier flags again';

const SERVICE_ACCOUNT = kind('v1', 'ServiceAccount');

/** Whether actions can run in the namespaces that are asked for, or wherever there is an account for them. */
export async function checkTasks(world: ClusterWorld): Promise<Check[]> {
  const {taskNamespaces, controller} = world;
  if (controller?.runsTasksItself) return [ok('tasks', 'actions run inside of the controller, with its rights')];
  const namespaces = taskNamespaces.length > 0 ? taskNamespaces : await namespacesWithAccount(world);
  if (namespaces.length === 0) {
    return [ok('tasks', 'actions run in no namespace (iter8ctl install --tasks-in NAMESPACE)')];
  }
  const checks = namespaces.map(async (namespace) => [
    await checkNamespace(namespace, world),
    ...(await bindingChecks(namespace, world)),
  ]);
  return (await Promise.all(checks)).flat();
}

async function namespacesWithAccount({cluster, signal}: ClusterWorld): Promise<readonly string[]> {
  const selection = {fieldSelector: `metadata.name=${TASK_ACCOUNT}`};
  const accounts = await listIfServed(cluster, SERVICE_ACCOUNT, selection, signal);
  return accounts.map((each) => nameOf(each).namespace ?? '').toSorted();
}

async function checkNamespace(namespace: string, world: ClusterWorld): Promise<Check> {
  const {cluster, signal} = world;
  const fix = `iter8ctl install --tasks-in ${shellWord(namespace)}`;
  if (!(await ifThere(cluster.get(SERVICE_ACCOUNT, {namespace, name: TASK_ACCOUNT}, {signal})))) {
    const message = `namespace ${namespace} has no account ${TASK_ACCOUNT}, as which actions run; ${FLAGS}`;
    return problem('tasks.account-missing', message, fix);
  }
  if (await mayStartJobs(namespace, world)) return ok('tasks', `actions run in namespace ${namespace}`);
  const message = `the controller may not start Jobs in namespace ${namespace}, in which actions run; ${FLAGS}`;
  return problem('tasks.jobs-forbidden', message, fix);
}

async function mayStartJobs(namespace: string, {cluster, controller, signal}: ClusterWorld): Promise<boolean> {
  if (!controller) return true;
  const right = {verb: 'create', group: 'batch', resource: 'jobs', namespace};
  return mayAccount(cluster, controller.account, right, signal);
}

async function bindingChecks(namespace: string, {cluster, signal}: ClusterWorld): Promise<Check[]> {
  const bindings = await listIfServed(cluster, ROLE_BINDING, {namespace}, signal);
  return oldBindings(bindings, {namespace, name: TASK_ACCOUNT}).map(({name, replacement}) => {
    const message = `RoleBinding ${namespace}/${name} is for the account iter8-handlers, as which nothing runs`;
    return problem('tasks.old-binding', message, replacement);
  });
}
