import {Field} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {Attributes} from '../../../src/local/apiserver/authorization.js';

/** One verb on one resource, as a rule of a role allows it. */
export interface Right {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** `pods/log`: a subresource. */
  readonly resource: string;
  /** Of the only objects that it is about; empty: all. */
  readonly names: readonly string[];
}

/** All that a role allows. */
export function rightsOf(role: JsonObject): Right[] {
  const rules = new Field(role).get('rules').items();
  return rules.flatMap((rule) => {
    const words = (key: string) =>
      rule
        .get(key)
        .items()
        .map((item) => item.requiredText());
    const names = words('resourceNames');
    return words('apiGroups').flatMap((group) =>
      words('resources').flatMap((resource) => words('verbs').map((verb) => ({verb, group, resource, names}))),
    );
  });
}

/** As a role has it. */
export function ruleOf({verb, group, resource, names}: Right): JsonObject {
  return {
    apiGroups: [group],
    resources: [resource],
    verbs: [verb],
    ...(names.length > 0 && {resourceNames: names}),
  };
}

/** `patch virtualservices.networking.istio.io` */
export function textOf({verb, group, resource}: Right): string {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
}

/** Whether what is asked for is a matter of this right; names count as in RBAC. */
export function isAbout({verb, group, resource, names}: Right, asked: Attributes): boolean {
  const wanted = asked.subresource === '' ? asked.resource : `${asked.resource}/${asked.subresource}`;
  const isNamed = names.length === 0 || names.includes(asked.name);
  return asked.verb === verb && asked.group === group && wanted === resource && isNamed;
}

/** What an engine that lacks the right says in a namespace. */
export function refusalOf(right: Right, namespace: string): RegExp {
  const {verb, group, resource, names} = right;
  if (resource === 'pods/log')
    return new RegExp(`not allowed to ${verb} /api/v1/namespaces/${namespace}/pods/\\S+/log`);
  const [plural = '', ...subresource] = resource.split('/');
  const kind = [group === '' ? plural : `${plural}\\.${group.replaceAll('.', '\\.')}`, ...subresource].join('/');
  const place = names.length > 0 ? '' : ` in namespace \\\\?"${namespace}`;
  return new RegExp(`not allowed to ${verb} ${kind}( \\\\?"[^"]+")?${place}`);
}
