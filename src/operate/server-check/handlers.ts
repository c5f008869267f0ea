import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Account} from '../install/rbac.js';
import {kind, nameOf} from '../install/kinds.js';
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
  const replaced = new Set(bindings.filter((each) => binds(each, account)).map(roleOf));
  return bindings
    .filter((each) => binds(each, {name: HANDLERS}) && !replaced.has(roleOf(each)))
    .map((each) => {
      const {name, namespace = account.namespace} = nameOf(each);
      return {name, namespace, replacement: replacementOf(each, account)};
    });
}

/** @param account without a namespace: of any */
function binds(binding: JsonObject, {name, namespace}: Partial<Account>): boolean {
  const subjects = new Field(binding).get('subjects').items();
  return subjects.some((subject) => {
    const is = (key: string, word: string | undefined) => word === undefined || subject.get(key).value === word;
    return is('kind', 'ServiceAccount') && is('name', name) && is('namespace', namespace);
  });
}

function roleOf(binding: JsonObject): string {
  const role = new Field(binding).get('roleRef');
  return `${role.get('kind').text() ?? ''} ${role.get('name').text() ?? ''}`;
}

function replacementOf(binding: JsonObject, account: Account): string {
  const {name, namespace} = nameOf(binding);
  const role = new Field(binding).get('roleRef');
  const words = bindingCommand(`${name}-${account.name}`, role.get('name').text() ?? '', {account, namespace});
  return role.get('kind').value === 'Role' ? words.replace('--clusterrole=', '--role=') : words;
}
