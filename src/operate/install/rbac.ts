import type {JsonObject} from '../../experiment/json.js';
import {manifest} from './manifest.js';

const RBAC = 'rbac.authorization.k8s.io';

/** What a role allows: verbs on resources of one API group. */
export function rule(group: string, resources: readonly string[], verbs: readonly string[]): JsonObject {
  return {apiGroups: [group], resources, verbs};
}

export function clusterRole(name: string, rules: readonly JsonObject[], labels: JsonObject = {}): JsonObject {
  return {...manifest(`${RBAC}/v1`, 'ClusterRole', {name, labels}), rules};
}

/** A ServiceAccount, as roles are bound to it. */
export interface Account {
  readonly name: string;
  readonly namespace: string;
}

export function serviceAccount({name, namespace}: Account): JsonObject {
  return manifest('v1', 'ServiceAccount', {name, namespace});
}

/** Gives an account the rights of a ClusterRole everywhere. */
export function clusterRoleBinding(role: string, account: Account): JsonObject {
  return {...manifest(`${RBAC}/v1`, 'ClusterRoleBinding', {name: role}), ...bound(role, account)};
}

/** Gives an account the rights of a ClusterRole in one namespace. */
export function roleBinding(role: string, namespace: string, account: Account): JsonObject {
  return {...manifest(`${RBAC}/v1`, 'RoleBinding', {name: role, namespace}), ...bound(role, account)};
}

function bound(role: string, account: Account): JsonObject {
  return {
    roleRef: {apiGroup: RBAC, kind: 'ClusterRole', name: role},
    subjects: [{kind: 'ServiceAccount', ...account}],
  };
}
