import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Account} from '../install/rbac.js';

/** Something that somebody may do or not, in the words of RBAC. */
export interface Right {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** Plural, perhaps with a subresource: `pods/log`. */
  readonly resource: string;
  /** Undefined: in all namespaces, or of a kind without them. */
  readonly namespace?: string | undefined;
  /** Undefined: every object. */
  readonly name?: string | undefined;
}

const AUTHORIZATION = {group: 'authorization.k8s.io', version: 'v1', isNamespaced: false};
const OWN: ResourceKind = {
  ...AUTHORIZATION,
  kind: 'SelfSubjectAccessReview',
  plural: 'selfsubjectaccessreviews',
};
const OTHERS: ResourceKind = {...AUTHORIZATION, kind: 'SubjectAccessReview', plural: 'subjectaccessreviews'};

/** Whether we may. */
export function mayI(cluster: Cluster, right: Right, signal: AbortSignal): Promise<boolean> {
  return ask(cluster, OWN, {spec: {resourceAttributes: attributesOf(right)}}, signal);
}

/**
 * Whether an account may.
 *
 * @throws Iter8Error FORBIDDEN where we may not ask that
 */
export function mayAccount(
  cluster: Cluster,
  {namespace, name}: Account,
  right: Right,
  signal: AbortSignal,
): Promise<boolean> {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  const user = `system:serviceaccount:${namespace}:${name}`;
  return ask(cluster, OTHERS, {spec: {user, groups, resourceAttributes: attributesOf(right)}}, signal);
}

async function ask(
  cluster: Cluster,
  kind: ResourceKind,
  review: JsonObject,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await cluster.create(kind, review, {signal});
  return new Field(answer).get('status', 'allowed').boolean() === true;
}

function attributesOf({verb, group, resource, namespace, name}: Right): JsonObject {
  const [plural, subresource] = resource.split('/');
  return {verb, group, resource: plural, subresource, namespace, name};
}
