import type {Attributes, User} from '../../../src/local/apiserver/authorization.js';
import type {TestCluster} from '../../support/cluster.js';
import {isAbout, type Right, ruleOf, textOf} from './right.js';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * Decides by rights what users of an embedded server may do, and remembers what they asked for. Users that it was not told
 * of may do everything.
 */
export class Authority {
  readonly #rights = new Map<string, readonly Right[]>();
  readonly #asked = new Map<string, Attributes[]>();

  readonly authorize = (user: User, attributes: Attributes): boolean => {
    const rights = this.#rights.get(user.name);
    if (!rights || attributes.resource === '') return true; // all users may discover
    this.#asked.set(user.name, [...this.asked(user.name), attributes]);
    return rights.some((right) => isAbout(right, attributes));
  };

  limit(user: string, rights: readonly Right[]): void {
    this.#rights.set(user, rights);
  }

  asked(user: string): readonly Attributes[] {
    return this.#asked.get(user) ?? [];
  }
}

/** Gives a user these rights, everywhere, and no others; resolves when the server goes by it. */
export async function limitRights(
  cluster: Pick<TestCluster, 'client' | 'isReal' | 'namespace'>,
  authority: Authority,
  user: string,
  rights: readonly Right[],
): Promise<void> {
  if (cluster.isReal) await bindRole(cluster, user, rights);
  else authority.limit(user, rights);
}

/** Role and binding go with the namespace. */
async function bindRole(
  {client, namespace}: Pick<TestCluster, 'client' | 'namespace'>,
  user: string,
  rights: readonly Right[],
): Promise<void> {
  const {metadata: owner} = await client.ok('GET', `/api/v1/namespaces/${namespace}`);
  const ownerReferences = [{apiVersion: 'v1', kind: 'Namespace', name: namespace, uid: owner.uid}];
  const metadata = {name: `iter8-rights-${user}`, ownerReferences};
  const path = `/apis/${RBAC}/v1`;
  await client.ok('POST', `${path}/clusterroles`, {body: {metadata, rules: rights.map(ruleOf)}});
  const roleRef = {apiGroup: RBAC, kind: 'ClusterRole', name: metadata.name};
  const subjects = [{apiGroup: RBAC, kind: 'User', name: user}];
  await client.ok('POST', `${path}/clusterrolebindings`, {body: {metadata, roleRef, subjects}});
  for (const right of rights) await untilAllowed(client, user, right);
}

async function untilAllowed(client: TestCluster['client'], user: string, right: Right): Promise<void> {
  const [resource = '', subresource] = right.resource.split('/');
  const resourceAttributes = {verb: right.verb, group: right.group, resource, subresource, name: right.names[0]};
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {user, resourceAttributes},
  };
  const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
  const {status} = await client.until(
    path,
    (answer) => (answer.body.status as {allowed?: boolean}).allowed === true,
    {method: 'POST', body},
  );
  if (status === undefined) throw new Error(`nobody says whether ${user} may ${textOf(right)}`);
}
