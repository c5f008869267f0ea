import type {JsonObject} from '../../experiment/json.js';
import {CONTROLLER, controllerObjects} from './controller.js';
import {customResourceDefinitions} from './crds.js';
import {namespaceObject} from './manifest.js';
import {metricNamespace, metricObjects} from './metrics.js';
import type {InstallOptions} from './options.js';
import {clusterRoleBinding, roleBinding, serviceAccount} from './rbac.js';
import {controllerRole, secretRoles, taskRole, taskRunnerRole, userRoles} from './roles.js';

/** Account of the Jobs that run actions, in each namespace that has any. */
const TASK_ACCOUNT = 'iter8-handlers';

/** Everything that is installed, in the order in which it is applied: what others need comes first. */
export function installObjects(options: InstallOptions): JsonObject[] {
  const definitions = customResourceDefinitions();
  if (options.parts === 'crds') return definitions;
  return [
    ...namespacesOf(options).map(namespaceObject),
    ...definitions,
    ...userRoles(),
    ...secretRoles(),
    ...metricObjects(options),
    ...(options.parts === 'everything' ? engineObjects(options) : []),
  ];
}

/** Namespaces that are ours to create; those where users work are theirs. */
function namespacesOf({namespace, metrics}: InstallOptions): string[] {
  const own = metrics.filter((set) => set.namespace === undefined).map(metricNamespace);
  return [...new Set([namespace, ...own])];
}

function engineObjects(options: InstallOptions): JsonObject[] {
  const {namespace, routers, taskNamespaces, secretNamespaces} = options;
  const controller = {name: CONTROLLER, namespace};
  return [
    controllerRole(routers),
    taskRunnerRole(),
    taskRole(routers),
    serviceAccount(controller),
    // The Helm tutorial binds roles to it.
    serviceAccount({name: TASK_ACCOUNT, namespace}),
    clusterRoleBinding('iter8-controller', controller),
    ...taskNamespaces.flatMap((where) => taskObjects(where, options)),
    ...secretNamespaces.map((where) => roleBinding('iter8-secret-reader', where, controller)),
    ...controllerObjects(options),
  ];
}

function taskObjects(where: string, {namespace}: InstallOptions): JsonObject[] {
  const account = {name: TASK_ACCOUNT, namespace: where};
  return [
    ...(where === namespace ? [] : [serviceAccount(account)]),
    roleBinding('iter8-task-runner', where, {name: CONTROLLER, namespace}),
    roleBinding('iter8-handlers', where, account),
  ];
}
