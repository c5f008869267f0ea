import {Field} from '../../experiment/field.js';
import {DEFAULT_ROUTERS} from '../../traffic/policy.js';
import type {Account} from '../install/rbac.js';
import {taskRole} from '../install/roles.js';
import type {Right} from './access.js';

/** A word of a command as a shell takes it, whatever it holds: names come from files of others. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The commands that give an account a right: by a role that `install` brings, where it has one that fits. */
export function grantCommand(account: Account, right: Right & {readonly verbs: readonly string[]}): string {
  const {group, resource, verbs, name} = right;
  const isForHelm = group === '' && resource === 'secrets' && name === undefined;
  if (isForHelm) return bindingCommand('iter8-helm-secrets', 'iter8-secret-reader-writer', {account, right});
  if (verbs.every((verb) => isOfTaskRole({...right, verb}))) {
    return bindingCommand('iter8-task-workloads', 'iter8-task-workloads', {account, right});
  }
  return ownRoleCommand(account, right);
}

interface Granted {
  readonly account: Account;
  readonly right: Pick<Right, 'namespace'>;
}

/** Gives an account the rights of a ClusterRole in one namespace. */
export function bindingCommand(binding: string, role: string, {account, right}: Granted): string {
  return command('rolebinding', binding, [
    '-n',
    right.namespace ?? account.namespace,
    `--clusterrole=${role}`,
    `--serviceaccount=${account.namespace}:${account.name}`,
  ]);
}

function ownRoleCommand(account: Account, right: Right & {readonly verbs: readonly string[]}): string {
  const {group, resource, verbs, name, namespace = account.namespace} = right;
  const role = [account.name, verbs[0] ?? '', name ?? resource.replaceAll('/', '-')].join('-');
  const what = `--resource=${group === '' ? resource : `${resource}.${group}`}`;
  const only = name === undefined ? [] : [`--resource-name=${name}`];
  const made = command('role', role, ['-n', namespace, `--verb=${verbs.join(',')}`, what, ...only]);
  const subject = `--serviceaccount=${account.namespace}:${account.name}`;
  return `${made} && ${command('rolebinding', role, ['-n', namespace, `--role=${role}`, subject])}`;
}

function command(kind: 'role' | 'rolebinding', name: string, words: readonly string[]): string {
  return ['kubectl', 'create', kind, name, ...words].map(shellWord).join(' ');
}

function isOfTaskRole({verb, group, resource}: Right): boolean {
  const rules = new Field(taskRole(DEFAULT_ROUTERS)).get('rules').items();
  return rules.some((rule) => {
    const has = (key: string, word: string) =>
      rule
        .get(key)
        .items()
        .some(({value}) => value === word);
    return has('apiGroups', group) && has('resources', resource) && has('verbs', verb);
  });
}
