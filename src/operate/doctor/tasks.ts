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
  const {cluster, signal, taskNamespaces, controller} = world;
  if (controller?.runsTasksItself) return [ok('tasks', 'actions run inside of the controller, with its rights')];
  const selection = {fieldSelector: `metadata.name=${TASK_ACCOUNT}`};
  const accounts = await listIfServed(cluster, SERVICE_ACCOUNT, selection, signal);
  const having = accounts.map((each) => nameOf(each).namespace ?? '').toSorted();
  const asked = taskNamespaces.length > 0 ? taskNamespaces : having;
  if (asked.length === 0)
    return [ok('tasks', 'actions run in no namespace (iter8ctl install --tasks-in NAMESPACE)')];
  const checks = asked.map((namespace) => checkNamespace(namespace, having.includes(namespace), world));
  return (await Promise.all(checks)).flat();
}

async function checkNamespace(namespace: string, hasAccount: boolean, world: ClusterWorld): Promise<Check[]> {
  const fix = `iter8ctl install --tasks-in ${shellWord(namespace)}`;
  const old = await bindingChecks(namespace, world);
  if (!hasAccount) {
    const message = `namespace ${namespace} has no account ${TASK_ACCOUNT}, as which actions run; ${FLAGS}`;
    return [problem('tasks.account-missing', message, fix), ...old];
  }
  if (!(await mayStartJobs(namespace, world))) {
    const message = `the controller may not start Jobs in namespace ${namespace}, in which actions run; ${FLAGS}`;
    return [problem('tasks.jobs-forbidden', message, fix), ...old];
  }
  return [ok('tasks', `actions run in namespace ${namespace}`), ...old];
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
