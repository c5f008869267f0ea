import {describe, expect, it} from '@jest/globals';
import type {Cluster, ResourceKind} from '../../src/cluster/port.js';
import {EXPERIMENT_KIND, METRIC_KIND} from '../../src/operate/install/kinds.js';
import {secretRoles, taskRole} from '../../src/operate/install/roles.js';
import {DEFAULT_ROUTERS} from '../../src/traffic/policy.js';
import {testCluster, type TestCluster} from '../support/cluster.js';
import {Authority} from './rights/authority.js';
import {createWorkload, WORKLOADS} from './rights/kinds.js';
import {settlePlace} from './rights/place.js';
import {isAbout, refusalOf, type Right, rightsOf, textOf} from './rights/right.js';
import {installAllRouters} from './rights/routers.js';
import {personWith, type Told} from './rights/user.js';
import {createExperiment, createMetric, installDefinitions} from './support/experiments.js';
import {specWithActions} from './support/task-rights.js';

const authority = new Authority();
const cluster = await testCluster({authorize: authority.authorize});
await Promise.all([installDefinitions(cluster), installAllRouters(cluster)]);

const SECRET = {group: '', version: 'v1', kind: 'Secret', plural: 'secrets', isNamespaced: true};

/** The embedded server has no StatefulSets. */
const SERVED = WORKLOADS.filter(({kind}) => cluster.isReal || kind.kind !== 'StatefulSet');
const KINDS: readonly ResourceKind[] = [...SERVED.map(({kind}) => kind), EXPERIMENT_KIND, METRIC_KIND, SECRET];

/** A namespace with an object of each kind, called `one`. */
async function settle(): Promise<TestCluster> {
  const place = await settlePlace(cluster);
  for (const workload of SERVED) await createWorkload(place, workload);
  await createExperiment(place, 'one', specWithActions(place, 'one', {}));
  await createMetric(place, 'one', {v1: 0});
  await place.client.ok('POST', `/api/v1/namespaces/${place.namespace}/secrets`, {
    body: {metadata: {name: 'one'}},
  });
  return place;
}

const place = await settle();
const {namespace} = place;

/** As the programs of tasks do it: `kubectl get`, `wait`, `patch`, `replace`, `helm upgrade`. */
const ASKS: Readonly<Record<string, (own: Cluster, kind: ResourceKind) => Promise<unknown>>> = {
  get: (own, kind) => own.get(kind, {namespace, name: 'one'}),
  list: (own, kind) => own.list(kind, {namespace}),
  watch: async (own, kind) => {
    const enough = new AbortController();
    for await (const event of own.watch(kind, {namespace}, enough.signal)) {
      if (event.kind === 'modified') break;
      if (event.kind === 'synced') await touch(kind);
    }
    enough.abort();
  },
  patch: (own, kind) => own.patch(kind, {namespace, name: 'one'}, {kind: 'merge', value: changed()}),
  update: async (own, kind) => own.replace(kind, await own.get(kind, {namespace, name: 'one'})),
  create: (own, kind) => own.create(kind, {metadata: {generateName: 'more-', namespace}}),
  delete: (own, kind) => own.delete(kind, {namespace, name: 'one'}, {dryRun: true}),
};

let changes = 0;

function changed() {
  return {metadata: {annotations: {'test.example/changes': String((changes += 1))}}};
}

/** Somebody else changes the object. */
async function touch({group, version, plural}: ResourceKind): Promise<void> {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  await cluster.client.ok('PATCH', `${root}/namespaces/${namespace}/${plural}/one`, {
    headers: {'content-type': 'application/merge-patch+json'},
    body: changed(),
  });
}

function isServed({resource}: Right): boolean {
  return cluster.isReal || resource !== 'statefulsets';
}

async function attempt(right: Right, rights: readonly Right[]): Promise<Told & {readonly user: string}> {
  const kind = KINDS.find(({group, plural}) => group === right.group && plural === right.resource);
  const ask = ASKS[right.verb];
  if (!kind || !ask) throw new Error(`what is the right to ${textOf(right)} for?`);
  const {asks, user} = await personWith(place, authority, rights);
  return {...(await asks((own) => ask(own, kind))), user};
}

describe.each([
  ['iter8-task-workloads', rightsOf(taskRole(DEFAULT_ROUTERS))],
  ...secretRoles().map((role) => [(role.metadata as {name: string}).name, rightsOf(role)] as const),
])('a task with %s', (_role, rights) => {
  it.each(rights.filter(isServed).map((right) => [textOf(right), right] as const))(
    'may %s, and without that right not',
    async (_text, right) => {
      const allowed = await attempt(right, rights);
      expect(allowed).toMatchObject({exitCode: 0, err: ''});
      const without = rights.filter((other) => other !== right);
      const refused = await attempt(right, without);
      expect(refused.exitCode).toBe(4);
      expect(refused.err).toMatch(refusalOf(right, namespace));
      if (cluster.isReal) return; // which does not tell what was asked of it
      expect(authority.asked(allowed.user).some((asked) => isAbout(right, asked))).toBe(true);
    },
  );
});
