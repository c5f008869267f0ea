import {GROUP} from '../../experiment/parse.js';
import {mayI, type Right} from '../server-check/access.js';
import {type Rights, shellWord} from '../server-check/grants.js';
import {type Check, ok, problem} from './problems.js';
import {type ClusterWorld, installNamespaceOf} from './world.js';

/** What some commands need. */
export interface RightGroup {
  readonly what: string;
  readonly commands: string;
  /** Without one of them a command does not do all of its work. */
  readonly rights: readonly Rights[];
  /** A ClusterRole that gives it; undefined: nothing that one can ask for by name. */
  readonly role?: string;
}

/** Whether we may do what the commands do, a line for each group of them. */
export async function checkRights(world: ClusterWorld): Promise<Check[]> {
  const groups = commandRights(world.cluster.namespace, installNamespaceOf(world));
  return Promise.all(groups.map((group) => checkGroup(group, world)));
}

/**
 * The rights that commands need, group by group; those that change or look closer need the right to read too.
 *
 * @param namespace of the experiments
 * @param installation the controller's namespace
 */
export function commandRights(namespace: string, installation: string): readonly RightGroup[] {
  const ours = (resource: string, verbs: readonly string[]) => ({group: GROUP, resource, verbs, namespace});
  const everywhere = (group: string, resource: string) => ({group, resource, verbs: ['create', 'patch']});
  return [
    {
      what: 'read experiments',
      commands: 'describe, get, watch, assert',
      rights: [ours('experiments', ['get', 'list', 'watch'])],
      role: 'iter8-view',
    },
    {
      what: 'change experiments',
      commands: 'create, pause, resume, abort, rerun, cleanup',
      rights: [ours('experiments', ['create', 'patch', 'delete'])],
      role: 'iter8-edit',
    },
    {
      what: 'read what tasks print',
      commands: 'logs',
      rights: [
        {group: '', resource: 'pods', verbs: ['list'], namespace},
        {group: '', resource: 'pods/log', verbs: ['get'], namespace},
      ],
    },
    {
      what: 'see what actions need',
      commands: 'validate --server',
      rights: [
        ours('experiments', ['create']),
        ours('metrics', ['get']),
        {group: '', resource: 'serviceaccounts', verbs: ['get'], namespace},
        {group: '', resource: 'secrets', verbs: ['get'], namespace},
        {group: 'rbac.authorization.k8s.io', resource: 'rolebindings', verbs: ['list'], namespace},
        {group: 'authorization.k8s.io', resource: 'subjectaccessreviews', verbs: ['create']},
      ],
    },
    {
      what: 'install',
      commands: 'install, uninstall',
      // Of some thirty, those that only administrators have.
      rights: [
        everywhere('apiextensions.k8s.io', 'customresourcedefinitions'),
        everywhere('rbac.authorization.k8s.io', 'clusterroles'),
        {...everywhere('apps', 'deployments'), namespace: installation},
      ],
    },
  ];
}

async function checkGroup(group: RightGroup, {cluster, signal}: ClusterWorld): Promise<Check> {
  const single = group.rights.flatMap(({verbs, ...right}) => verbs.map((verb) => ({...right, verb})));
  const answers = await Promise.all(single.map((right) => mayI(cluster, right, signal)));
  const missing = single.filter((_, at) => !answers[at]).map(words);
  if (missing.length === 0) return ok('rights', `you may ${group.what} (${group.commands})`);
  const message = `${group.commands}: you may not ${missing.join(', ')}`;
  return problem('rights.missing', message, fixOf(group, cluster));
}

function words({verb, group, resource, namespace}: Right): string {
  const what = `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
  return namespace === undefined ? what : `${what} in ${namespace}`;
}

function fixOf({role}: RightGroup, {user, namespace}: ClusterWorld['cluster']): string {
  if (role === undefined) return 'ask an administrator of the cluster to do it, or for the rights';
  const flags = ['-n', namespace, `--clusterrole=${role}`, `--user=${user ?? 'USER'}`];
  return ['kubectl', 'create', 'rolebinding', role, ...flags].map(shellWord).join(' ');
}
