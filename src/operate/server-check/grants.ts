import {Field} from '../../experiment/field.js';
import type {Router} from '../../traffic/policy.js';
import type {Account} from '../install/rbac.js';
import {taskRole} from '../install/roles.js';
import type {Right} from './access.js';

/** A word of a command as a shell takes it, whatever it holds: names come from files of others. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Rights on the same objects. */
export interface Rights extends Omit<Right, 'verb'> {
  readonly verbs: readonly string[];
}

/**
 * The commands that give an account rights: by a role that `install` brings, where one fits.
 *
 * @param routers those that `install` was told of
 */
export function grantCommand(account: Account, rights: Rights, routers: readonly Router[]): string {
  const {group, resource, name} = rights;
  const isForHelm = group === '' && resource === 'secrets' && name === undefined;
  if (isForHelm) return bindingCommand('iter8-helm-secrets', 'iter8-secret-reader-writer', {account, ...rights});
  if (areOfTaskRole(rights, routers)) {
    return bindingCommand('iter8-task-workloads', 'iter8-task-workloads', {account, ...rights});
  }
  return ownRoleCommand(account, rights);
}

interface Granted {
  readonly account: Account;
  /** Where; undefined: in the account's own. */
  readonly namespace?: string | undefined;
}

/** Gives an account the rights of a ClusterRole in one namespace. */
export function bindingCommand(binding: string, role: string, {account, namespace}: Granted): string {
  return command('rolebinding', binding, [
    '-n',
    namespace ?? account.namespace,
    `--clusterrole=${role}`,
    `--serviceaccount=${account.namespace}:${account.name}`,
  ]);
}

function ownRoleCommand(account: Account, rights: Rights): string {
  const {group, resource, verbs, name, namespace = account.namespace} = rights;
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

function areOfTaskRole({verbs, group, resource}: Rights, routers: readonly Router[]): boolean {
  const rules = new Field(taskRole(routers)).get('rules').items();
  return rules.some((rule) => {
    const has = (key: string, word: string) =>
      rule
        .get(key)
        .items()
        .some(({value}) => value === word);
    const isAbout = has('apiGroups', group) && has('resources', resource);
    return isAbout && verbs.every((verb) => has('verbs', verb));
  });
}
