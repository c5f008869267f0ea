import type {ObjectName, ResourceKind} from '../../cluster/port.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {GROUP} from '../../experiment/parse.js';

/** A kind by its usual plural. */
export function kind(apiVersion: string, name: string, scope?: 'cluster'): ResourceKind {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return {group, version, kind: name, plural: `${name.toLowerCase()}s`, isNamespaced: scope !== 'cluster'};
}

const RBAC = 'rbac.authorization.k8s.io/v1';

export const NAMESPACE_KIND = kind('v1', 'Namespace', 'cluster');
export const DEFINITION_KIND = kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'cluster');
export const DEPLOYMENT_KIND = kind('apps/v1', 'Deployment');
export const EXPERIMENT_KIND = kind(`${GROUP}/v2alpha2`, 'Experiment');
export const METRIC_KIND = kind(`${GROUP}/v2alpha2`, 'Metric');
export const SERVICE_KIND = kind('v1', 'Service');

/** Every kind that is installed, in the order in which they are taken away. */
export const INSTALLED_KINDS: readonly ResourceKind[] = [
  DEPLOYMENT_KIND,
  SERVICE_KIND,
  kind(RBAC, 'RoleBinding'),
  kind(RBAC, 'ClusterRoleBinding', 'cluster'),
  kind('v1', 'ServiceAccount'),
  kind(RBAC, 'ClusterRole', 'cluster'),
  METRIC_KIND,
  DEFINITION_KIND,
  NAMESPACE_KIND,
];

/** Known beforehand, so that nothing has to be discovered, which a server answers late for what is new. */
export function kindOf(object: JsonObject): ResourceKind {
  const resource = new Field(object);
  const [version, group = ''] = (resource.get('apiVersion').text() ?? '').split('/').reverse();
  const word = resource.get('kind').text();
  const known = INSTALLED_KINDS.find((each) => each.group === group && each.kind === word);
  if (known && known.version === version) return known;
  throw new Error(`${word ?? 'an object without a kind'} is none of the kinds that are installed`);
}

export function nameOf(object: JsonObject): ObjectName {
  const metadata = new Field(object).get('metadata');
  const namespace = metadata.get('namespace').text();
  return {name: metadata.get('name').requiredText(), ...(namespace !== undefined && {namespace})};
}

/** Whether somebody has deleted it, and something still holds it. */
export function isBeingDeleted(object: JsonObject): boolean {
  return new Field(object).get('metadata', 'deletionTimestamp').exists;
}

/** As kubectl names objects: `deployment.apps/iter8-controller`. */
export function objectText({group, kind: word}: ResourceKind, {name}: ObjectName): string {
  return `${word.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
}

export function textOf(object: JsonObject): string {
  return objectText(kindOf(object), nameOf(object));
}
