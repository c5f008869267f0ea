import type {JsonObject} from '../../experiment/json.js';
import {GROUP} from '../../experiment/parse.js';
import {KNATIVE} from '../../tasks/knative/kinds.js';
import type {Router} from '../../traffic/policy.js';
import {clusterRole, rule} from './rbac.js';

const READ = ['get', 'list', 'watch'];
const AGGREGATE = 'rbac.authorization.k8s.io/aggregate-to';

/** Roles that every cluster with Experiments wants, whether a controller runs there or not. */
export function userRoles(): JsonObject[] {
  const resources = ['experiments', 'metrics'];
  // No command updates, but kubectl replace does, and whoever may patch may do the same.
  const write = ['create', 'delete', 'patch', 'update'];
  return [
    clusterRole('iter8-view', [rule(GROUP, resources, READ)], {[`${AGGREGATE}-view`]: 'true'}),
    // Never the status: a verdict is the engine's, and traffic goes by it.
    clusterRole('iter8-edit', [rule(GROUP, resources, [...READ, ...write])], {
      [`${AGGREGATE}-edit`]: 'true',
      [`${AGGREGATE}-admin`]: 'true',
    }),
  ];
}

/** What the controller does in all namespaces, and nothing else. It reads no Secret and starts no Job by this. */
export function controllerRole(routers: readonly Router[]): JsonObject {
  return clusterRole('iter8-controller', [
    // patch: to take off the finalizer of an engine that is gone.
    rule(GROUP, ['experiments'], [...READ, 'patch']),
    rule(GROUP, ['experiments/status'], ['update']),
    rule(GROUP, ['metrics'], ['get']),
    rule('', ['events'], ['create']),
    // For the leader, and for targets, which are locked where the experiment is.
    rule('coordination.k8s.io', ['leases'], ['create', 'delete', 'get', 'update']),
    // To see that the server keeps what the engine writes.
    {
      ...rule('apiextensions.k8s.io', ['customresourcedefinitions'], ['get']),
      resourceNames: [`experiments.${GROUP}`],
    },
    ...routerRules(routers, ['get', 'patch']),
  ]);
}

/** For the controller in namespaces where actions may run: who creates Jobs there acts as any account of the namespace. */
export function taskRunnerRole(): JsonObject {
  return clusterRole('iter8-task-runner', [
    rule('batch', ['jobs'], ['create', 'delete', 'get', 'list']),
    rule('', ['pods'], ['list']),
    rule('', ['pods/log'], ['get']),
    // Why a Job gets no Pod is told nowhere else.
    rule('', ['events'], ['list']),
  ]);
}

/**
 * Bound by nobody but whoever gives it to the account of the Jobs in a namespace: for tasks that look at Experiments and
 * workloads, wait for them, and change routers.
 */
export function taskRole(routers: readonly Router[]): JsonObject {
  return clusterRole('iter8-task-workloads', [
    rule(GROUP, ['experiments', 'metrics'], ['get', 'list']),
    rule('', ['pods', 'services'], READ),
    rule('apps', ['deployments', 'replicasets', 'statefulsets'], READ),
    ...(routers.some(({group}) => group === KNATIVE) ? [rule(KNATIVE, ['revisions'], READ)] : []),
    ...routerRules(routers, [...READ, 'patch', 'update']),
  ]);
}

/** Bound by nobody but whoever decides it for a namespace; the second one's name is in the Helm tutorial. */
export function secretRoles(): JsonObject[] {
  return [
    clusterRole('iter8-secret-reader', [rule('', ['secrets'], ['get'])]),
    clusterRole('iter8-secret-reader-writer', [
      rule('', ['secrets'], ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']),
    ]),
  ];
}

function routerRules(routers: readonly Router[], verbs: readonly string[]): JsonObject[] {
  const groups = new Map<string, string[]>();
  for (const {group, kind} of routers) groups.set(group, [...(groups.get(group) ?? []), pluralOf(kind)]);
  return [...groups].map(([group, resources]) => rule(group, resources, verbs));
}

/** As Kubernetes guesses it: `Service` → `services`, `Ingress` → `ingresses`, `Policy` → `policies`. */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
