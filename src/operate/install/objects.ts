import {TASK_ACCOUNT} from '../../engine/jobs/account.js';
import type {JsonObject} from '../../experiment/json.js';
import {CONTROLLER, controllerObjects} from './controller.js';
import {customResourceDefinitions} from './crds.js';
import {namespaceObject} from './manifest.js';
import {metricNamespace, metricObjects} from './metrics.js';
import type {InstallOptions} from './options.js';
import {clusterRoleBinding, roleBinding, serviceAccount} from './rbac.js';
import {controllerRole, secretRoles, taskRole, taskRunnerRole, userRoles} from './roles.js';

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
    clusterRoleBinding('iter8-controller', controller),
    ...taskNamespaces.flatMap((where) => taskObjects(where, options)),
    ...secretNamespaces.map((where) => roleBinding('iter8-secret-reader', where, controller)),
    ...controllerObjects(options),
  ];
}

/** The account gets no right: whoever may write Experiments there may use all that it has. */
function taskObjects(where: string, {namespace}: InstallOptions): JsonObject[] {
  return [
    serviceAccount({name: TASK_ACCOUNT, namespace: where}),
    roleBinding('iter8-task-runner', where, {name: CONTROLLER, namespace}),
  ];
}
