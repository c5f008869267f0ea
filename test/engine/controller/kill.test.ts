import {describe, expect, it} from '@jest/globals';
import {Field} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {FakeCluster} from '../../support/fake-cluster.js';
import {canary, clusterWith, startController} from './support/controlled.js';
import {type Life, mortal} from './support/mortal.js';
import {VirtualTime} from './support/virtual-time.js';

function experiment(cluster: FakeCluster): Field {
  return new Field(cluster.stored('Experiment')[0]);
}

/** All weights that the candidate ever had, without repetition. */
function watchWeights(cluster: FakeCluster): number[] {
  const seen: number[] = [];
  const note = () => {
    const [http] = new Field(cluster.stored('VirtualService')[0]).get('spec', 'http').items();
    const weights = http!
      .get('route')
      .items()
      .map((route) => route.get('weight').integer() ?? NaN);
    expect(weights.reduce((sum, weight) => sum + weight)).toBe(100);
    if (weights[1] !== seen.at(-1)) seen.push(weights[1]!);
  };
  note();
  const patch = cluster.patch.bind(cluster);
  cluster.patch = async (...args) => {
    const patched = await patch(...args);
    note();
    return patched;
  };
  return seen;
}

/** Plays an experiment whose first controller is killed at its nth call, and tells how it ended. */
async function playWithKill(call: number, death: Life) {
  const time = new VirtualTime();
  const cluster = clusterWith([canary('e', {duration: {intervalSeconds: 5, iterationsPerLoop: 3}})]);
  const seen = watchWeights(cluster);
  let calls = 0;
  const life = (): Life => {
    calls += 1;
    if (calls < call) return 'alive';
    return calls === call ? death : 'dead';
  };
  startController(mortal(cluster, life), time, 'first');
  await time.until(() => calls >= call || isOver(experiment(cluster)));
  const wasKilled = calls >= call;
  const second = startController(cluster, time, 'second');
  await time.until(() => isOver(experiment(cluster)));
  await time.pass(3);
  await second.stop();
  return {wasKilled, status: experiment(cluster).get('status'), seen, leases: cluster.stored('Lease')};
}

function isOver(resource: Field): boolean {
  const conditions = resource.get('status', 'conditions').items();
  return conditions.some((each) => each.get('type').value === 'Completed' && each.get('status').value === 'True');
}

/** Every call is a boundary between two effects, or in the middle of one. */
async function everyKill(death: Life): Promise<{kills: number}> {
  for (let call = 1; ; call += 1) {
    const {wasKilled, status, seen, leases} = await playWithKill(call, death);
    expect({call, iterations: status.get('completedIterations').value}).toEqual({call, iterations: 3});
    expect({call, winner: status.get('versionRecommendedForPromotion').value}).toEqual({call, winner: 'c'});
    expect({call, seen}).toEqual({call, seen: [0, 10, 20, 30, 100]});
    expect({call, leases: leases.map(nameOf)}).toEqual({
      call,
      leases: expect.arrayContaining(['iter8ctl-controller']),
    });
    if (!wasKilled) return {kills: call - 1};
  }
}

function nameOf(object: JsonObject): string {
  return new Field(object).get('metadata', 'name').text() ?? '';
}

describe('an experiment whose controller is killed', () => {
  it.each([
    ['instead of a call', 'dead'],
    ['right after a call', 'dies after'],
  ] as const)(
    'ends as if nothing had happened, %s, whichever call it was',
    async (_, death) => {
      const {kills} = await everyKill(death);
      expect(kills).toBeGreaterThan(25);
    },
    60_000,
  );
});
