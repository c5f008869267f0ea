import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Account} from '../install/rbac.js';
import {nameOf} from '../install/kinds.js';
import {kind} from '../install/kinds.js';
import {bindingCommand} from './grants.js';

export const ROLE_BINDING = kind('rbac.authorization.k8s.io/v1', 'RoleBinding');

/** As which the original ran the Jobs of all namespaces. */
const HANDLERS = 'iter8-handlers';

/** A RoleBinding that gives rights to the original's account, as which nothing runs any more. */
export interface OldBinding {
  readonly name: string;
  readonly namespace: string;
  /** The command that gives them to the account as which actions run now. */
  readonly replacement: string;
}

/** Those of one namespace that have no counterpart for the account. */
export function oldBindings(bindings: readonly JsonObject[], account: Account): readonly OldBinding[] {
  const roles = new Set(bindings.filter((each) => isFor(each, account.name)).map(roleOf));
  return bindings
    .filter((each) => isFor(each, HANDLERS) && !roles.has(roleOf(each)))
    .map((each) => {
      const {name, namespace = account.namespace} = nameOf(each);
      return {name, namespace, replacement: replacementOf(each, account)};
    });
}

function isFor(binding: JsonObject, account: string): boolean {
  const subjects = new Field(binding).get('subjects').items();
  return subjects.some((subject) => subject.get('kind').value === 'ServiceAccount' && subject.get('name').value === account);
} // prettier-ignore

function roleOf(binding: JsonObject): string {
  const role = new Field(binding).get('roleRef');
  return `${role.get('kind').text() ?? ''} ${role.get('name').text() ?? ''}`;
}

function replacementOf(binding: JsonObject, account: Account): string {
  const {name, namespace} = nameOf(binding);
  const role = new Field(binding).get('roleRef');
  const words = bindingCommand(`${name}-${account.name}`, role.get('name').text() ?? '', {account, right: {namespace}});
  return role.get('kind').value === 'Role' ? words.replace('--clusterrole=', '--role=') : words;
} // prettier-ignore
