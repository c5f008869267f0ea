import {describe, expect, it} from '@jest/globals';
import type {Cluster} from '../../src/cluster/port.js';
import Assert from '../../src/commands/assert.js';
import Cleanup from '../../src/commands/cleanup.js';
import Create from '../../src/commands/create/experiment.js';
import Describe from '../../src/commands/describe.js';
import Get from '../../src/commands/get/experiments.js';
import Pause from '../../src/commands/pause.js';
import {EXPERIMENT_KIND, METRIC_KIND} from '../../src/operate/install/kinds.js';
import {userRoles} from '../../src/operate/install/roles.js';
import {testCluster, type TestCluster} from '../support/cluster.js';
import {Authority} from './rights/authority.js';
import {ENDED, FRESH, settlePlace} from './rights/place.js';
import {isAbout, refusalOf, type Right, rightsOf, textOf} from './rights/right.js';
import {type Person, personWith, type Told} from './rights/user.js';
import {createMetric, installDefinitions} from './support/experiments.js';

const authority = new Authority();
const cluster = await testCluster({authorize: authority.authorize});
await installDefinitions(cluster);

const [VIEW = [], EDIT = []] = userRoles().map(rightsOf);

type Act = (person: Person) => Promise<Told>;

const metric = (name: string) => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Metric',
  metadata: {name},
  spec: {type: 'Counter', mock: [{name: 'v1', level: '0'}]},
});

/** Looks at the metrics that there are, and then at those that come, until one does. */
async function firstNew(cluster: Cluster, place: TestCluster): Promise<void> {
  const enough = new AbortController();
  let isNew = false;
  for await (const {kind} of cluster.watch(METRIC_KIND, {namespace: place.namespace}, enough.signal)) {
    if (kind === 'added' && isNew) break;
    if (kind === 'synced') await createMetric(place, 'new', {v1: 0});
    isNew ||= kind === 'synced';
  }
  enough.abort();
}

/** Something that needs the right: a command of ours, and where there is none, what kubectl asks. */
const ACTS: Readonly<Record<string, Act>> = {
  'get experiments.iter8.tools': ({types}) => types(Describe, ['running']),
  'list experiments.iter8.tools': ({types}) => types(Get, []),
  'watch experiments.iter8.tools': ({types}) =>
    types(Assert, ['running', '-c', 'completed', '--timeout', '1s']).then(timedOut),
  'create experiments.iter8.tools': ({types}) => types(Create, ['-f', 'e.yaml'], FRESH),
  'patch experiments.iter8.tools': ({types}) => types(Pause, ['running']),
  'delete experiments.iter8.tools': ({types}) => types(Cleanup, ['old', '--yes']),
  'update experiments.iter8.tools': ({asks, place: {namespace}}) =>
    asks(async (own) => {
      const running = await own.get(EXPERIMENT_KIND, {namespace, name: 'running'});
      await own.replace(EXPERIMENT_KIND, running);
    }),
  'get metrics.iter8.tools': ({asks, place: {namespace}}) =>
    asks((own) => own.get(METRIC_KIND, {namespace, name: 'errors'})),
  'list metrics.iter8.tools': ({asks, place: {namespace}}) => asks((own) => own.list(METRIC_KIND, {namespace})),
  'watch metrics.iter8.tools': ({asks, place}) => asks((own) => firstNew(own, place)),
  'create metrics.iter8.tools': ({asks}) => asks((own) => own.create(METRIC_KIND, metric('fresh'))),
  'patch metrics.iter8.tools': ({asks, place: {namespace}}) =>
    asks((own) =>
      own.patch(
        METRIC_KIND,
        {namespace, name: 'errors'},
        {kind: 'merge', value: {spec: {description: 'Errors.'}}},
      ),
    ),
  'update metrics.iter8.tools': ({asks, place: {namespace}}) =>
    asks(async (own) => {
      const errors = await own.get(METRIC_KIND, {namespace, name: 'errors'});
      await own.replace(METRIC_KIND, errors);
    }),
  'delete metrics.iter8.tools': ({asks, place: {namespace}}) =>
    asks((own) => own.delete(METRIC_KIND, {namespace, name: 'errors'})),
};

/** What waits for an end that does not come has done what it could. */
function timedOut(told: Told): Told {
  return told.exitCode === 7 ? {...told, exitCode: 0} : told;
}

const unused = (rights: readonly Right[], {user}: Person) =>
  rights.filter((right) => !authority.asked(user).some((asked) => isAbout(right, asked))).map(textOf);

/** What somebody asked for and may not; whether there are Jobs to remove, `cleanup` looks as far as it may. */
const beyond = (rights: readonly Right[], {user}: Person) =>
  authority
    .asked(user)
    .filter(({resource}) => resource !== 'jobs')
    .filter((asked) => !rights.some((right) => isAbout(right, asked)));

describe.each([
  ['iter8-view', VIEW],
  ['iter8-edit', EDIT],
])('somebody with %s', (role, rights) => {
  it('may do everything that it is for, and every right of it is for something', async () => {
    const person = await personWith(await settlePlace(cluster), authority, rights);
    for (const right of rights.toSorted(deletingLast)) {
      const told = await ACTS[textOf(right)]!(person);
      expect({right: textOf(right), ...told}).toMatchObject({right: textOf(right), exitCode: 0});
    }
    if (cluster.isReal) return; // which does not tell what was asked of it
    expect(unused(rights, person)).toEqual([]);
    expect(beyond(rights, person)).toEqual([]);
  });

  it('has no right on the status, by which traffic goes', async () => {
    const {asks, place} = await personWith(await settlePlace(cluster), authority, rights);
    const {namespace} = place;
    const told = await asks(async (own) => {
      const running = await own.get(EXPERIMENT_KIND, {namespace, name: 'running'});
      await own.replace(EXPERIMENT_KIND, {...running, status: ENDED}, {subresource: 'status'});
    });
    expect(told).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('not allowed to update experiments.iter8.tools/status'),
    });
  });

  it.each(rights.map((right) => [textOf(right), right] as const))(
    `without the right to %s is told so`,
    async (text, right) => {
      const others = rights.filter((other) => other !== right);
      const person = await personWith(await settlePlace(cluster), authority, others);
      const {err, exitCode} = await ACTS[text]!(person);
      expect(err).toMatch(refusalOf(right, person.place.namespace));
      expect(exitCode).toBe(4);
      if (role === 'iter8-view' && right.group === 'iter8.tools') expect(err).not.toContain('iter8-edit');
    },
  );
});

function deletingLast(a: Right, b: Right): number {
  return Number(a.verb === 'delete') - Number(b.verb === 'delete');
}
