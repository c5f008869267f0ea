import {beforeAll, describe, expect, it} from '@jest/globals';
import {Field} from '../../src/experiment/field.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {controllerRole, taskRunnerRole} from '../../src/operate/install/roles.js';
import {DEFAULT_ROUTERS} from '../../src/traffic/policy.js';
import {testCluster, type TestCluster} from '../support/cluster.js';
import {Authority, limitRights} from './rights/authority.js';
import {Play, type Seen} from './rights/play.js';
import {isAbout, refusalOf, type Right, rightsOf, textOf} from './rights/right.js';
import {candidateWeight, installAllRouters, routerOf} from './rights/routers.js';
import {
  canaryOf,
  DELETED,
  ELECTED,
  type Scenario,
  trafficScenario,
  WITH_POD,
  WITHOUT_POD,
} from './rights/scenarios.js';
import {installDefinitions} from './support/experiments.js';

const authority = new Authority();
const cluster = await testCluster({authorize: authority.authorize});
await Promise.all([installDefinitions(cluster), installAllRouters(cluster)]);

const OF_CONTROLLER = rightsOf(controllerRole(DEFAULT_ROUTERS));
const OF_TASK_RUNNER = rightsOf(taskRunnerRole());
const ALL = [...OF_CONTROLLER, ...OF_TASK_RUNNER];

/**
 * What becomes of a controller that lacks a right. `ends`: it stops with the refusal, exit code 4. `fails`: so does the
 * experiment that needs it, and no traffic moves. `waits`: the experiment does not begin. `goes on`: it comes to its end all
 * the same. People are told in each case.
 */
type Effect = 'ends' | 'fails' | 'waits' | 'goes on';

const EFFECTS: Readonly<Record<string, Effect>> = {
  'get customresourcedefinitions.apiextensions.k8s.io': 'ends',
  'list experiments.iter8.tools': 'ends',
  'watch experiments.iter8.tools': 'ends',
  'get leases.coordination.k8s.io': 'ends',
  'create leases.coordination.k8s.io': 'ends',
  'update leases.coordination.k8s.io': 'ends',
  'delete leases.coordination.k8s.io': 'goes on',
  'get experiments.iter8.tools': 'goes on',
  'patch experiments.iter8.tools': 'goes on',
  'update experiments/status.iter8.tools': 'waits',
  'get metrics.iter8.tools': 'fails',
  'create events': 'goes on',
  'create jobs.batch': 'fails',
  'list jobs.batch': 'fails',
  'get jobs.batch': 'fails',
  'delete jobs.batch': 'goes on',
  'list pods': 'fails',
  'get pods/log': 'goes on',
  'list events': 'goes on',
};

function effectOf(right: Right): Effect {
  const effect = routerOf(right) ? 'fails' : EFFECTS[textOf(right)];
  if (effect === undefined) throw new Error(`what becomes of a controller that may not ${textOf(right)}?`);
  return effect;
}

function scenarioFor(right: Right): Scenario {
  if (right.resource === 'pods/log') return WITH_POD;
  if (OF_TASK_RUNNER.includes(right)) return WITHOUT_POD;
  if (right.resource === 'leases' && effectOf(right) === 'ends') return ELECTED;
  return trafficScenario([routerOf(right) ?? DEFAULT_ROUTERS[1]!]);
}

let places = 0;

/** A scenario in a namespace of its own, with a controller that has these rights. */
async function begin(scenario: Scenario, rights: readonly Right[]) {
  const namespace = `${cluster.namespace}-${(places += 1)}`;
  await cluster.client.ok('POST', '/api/v1/namespaces', {body: {metadata: {name: namespace}}});
  cluster.atEnd(() => cluster.client.ok('DELETE', `/api/v1/namespaces/${namespace}`));
  const place: TestCluster = {...cluster, namespace};
  const user = `system:serviceaccount:${namespace}:iter8-controller`;
  await limitRights(place, authority, user, rights);
  const play = await Play.begin(place, scenario, user);
  cluster.atEnd(() => play.stop());
  return {play, place, user};
}

/** All that anybody is told, by whatever way. */
function told({log, error, events, experiments}: Seen): string {
  const statuses = experiments.map(({status}) => JSON.stringify(status));
  return [...log, String(error), ...events.map(({message}) => message), ...statuses].join('\n');
}

function statusOf({experiments}: Seen, name: string): Field {
  const experiment = experiments.find(({metadata}) => metadata.name === name);
  return new Field(experiment as JsonObject | undefined).get('status');
}

/** Together they need all of the roles. */
const SCENARIOS = [trafficScenario(DEFAULT_ROUTERS), WITH_POD, ELECTED];

describe('a controller with its roles', () => {
  it('is refused nothing, asks for everything that they allow, and for nothing else', async () => {
    const runs = SCENARIOS.map(async (scenario) => {
      const {play, place, user} = await begin(scenario, ALL);
      const seen = await play.until((now) => play.isOver(now) && !hasDeleted(now), 'all experiments are over');
      await play.stop();
      expect(told(seen)).not.toContain('not allowed');
      return {place, asked: authority.asked(user)};
    });
    const [traffic, ...others] = await Promise.all(runs);
    for (const router of DEFAULT_ROUTERS) {
      expect([router.kind, await candidateWeight(traffic!.place, router, 'app')]).toEqual([router.kind, '100']);
    }
    if (cluster.isReal) return; // which does not tell what was asked of it
    const asked = [traffic!, ...others].flatMap((run) => run.asked);
    expect(ALL.filter((right) => !asked.some((each) => isAbout(right, each))).map(textOf)).toEqual([]);
    expect(asked.filter((each) => !ALL.some((right) => isAbout(right, each)))).toEqual([]);
  });
});

function hasDeleted({experiments}: Seen): boolean {
  return experiments.some(({metadata}) => metadata.name === DELETED);
}

/** At the same time, so many that a machine of two cores keeps up. */
const MOST_AT_ONCE = 6;

const observed = new Map<Right, Promise<Observed>>();

interface Observed {
  readonly seen: Seen;
  readonly place: TestCluster;
}

/** Tries each in its turn; Jest lets nothing be loaded between two tests, so all of it is done in a hook. */
async function observeAll(): Promise<void> {
  const left = [...ALL];
  const work = async () => {
    for (let right = left.shift(); right; right = left.shift()) {
      const observation = observe(right);
      observed.set(right, observation);
      await observation.catch(() => undefined); // the test of the right tells
    }
  };
  await Promise.all(Array.from({length: MOST_AT_ONCE}, work));
}

/** Lets a controller without the right run until people know, and until what must become of it has come about. */
async function observe(right: Right): Promise<Observed> {
  const rights = ALL.filter((other) => other !== right);
  const {play, place} = await begin(scenarioFor(right), rights);
  const refusal = refusalOf(right, place.namespace);
  const effect = effectOf(right);
  const hasCome = (seen: Seen) => (effect === 'ends' ? play.hasEnded : effect === 'waits' || play.isOver(seen));
  const what = `it says that it may not ${textOf(right)}, and ${effect}`;
  const seen = await play.until((now) => refusal.test(told(now)) && hasCome(now), what);
  await play.stop();
  return {seen, place};
}

describe('a controller that may not', () => {
  beforeAll(observeAll, 300_000);

  it.each(ALL.map((right) => [textOf(right), effectOf(right), right] as const))(
    '%s says so, and %s',
    async (_text, effect, right) => {
      const {seen, place} = await observed.get(right)!;
      const refusal = refusalOf(right, place.namespace);
      expect(told(seen)).toMatch(refusal);
      if (effect === 'ends')
        expect(seen.error).toMatchObject({code: 'FORBIDDEN', message: expect.stringMatching(refusal)});
      else expect(seen.error).toBeUndefined();
      if (effect === 'fails') await expectFailure(seen, right, place);
      if (effect === 'waits') expect(seen.experiments.flatMap(({status}) => status ?? [])).toEqual([]);
      if (OF_TASK_RUNNER.includes(right)) {
        expect(told(seen)).toContain(`iter8ctl install --tasks-in ${place.namespace}`);
      }
    },
  );
});

/** The refusal stands in the experiment, and no traffic has moved. */
async function expectFailure(seen: Seen, right: Right, place: TestCluster): Promise<void> {
  const isAction = OF_TASK_RUNNER.includes(right);
  const router = routerOf(right) ?? DEFAULT_ROUTERS[1]!;
  const status = statusOf(seen, isAction ? 'action' : canaryOf(router));
  const failed = status
    .get('conditions')
    .items()
    .find((each) => each.get('type').value === 'Failed');
  expect(failed?.get('status').value).toBe('True');
  expect(status.get('message').text()).toMatch(refusalOf(right, place.namespace));
  if (!isAction) expect(await candidateWeight(place, router, 'app')).toBe('0');
}
