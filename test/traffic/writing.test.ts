import {describe, expect, it} from '@jest/globals';
import type {Ports} from '../../src/engine/ports.js';
import {ConflictError} from '../../src/cluster/conflict-error.js';
import {Iter8Error} from '../../src/errors.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {DEFAULT_POLICY} from '../../src/traffic/policy.js';
import {observeWeights, setWeights} from '../../src/traffic/traffic.js';
import {type Interference, MemoryCluster} from './support/memory-cluster.js';
import {experimentWith, fixtureObject, referenceTo, split} from './support/situation.js';

const trafficSplit = fixtureObject('traffic-split');
const both = experimentWith({
  references: {
    stable: referenceTo(trafficSplit, '.spec.backends[0].weight'),
    canary: referenceTo(trafficSplit, '.spec.backends[1].weight'),
  },
});
const wanted = {weights: split({stable: 60, canary: 40}), ...DEFAULT_POLICY};

const withBackends = (object: JsonObject, backends: readonly JsonObject[]): JsonObject => ({
  ...object,
  spec: {...(object.spec as JsonObject), backends},
});
const backend = (service: string, weight: string | number): JsonObject => ({service, weight});

describe('a write of weights', () => {
  const write = (interference: Interference) => {
    const cluster = new MemoryCluster([trafficSplit], interference);
    return {cluster, done: setWeights(cluster.port, both, wanted)};
  };

  it.each([
    ['a weight', [backend('web-svc-stable', '90'), backend('web-svc-2', '10')]],
    ['the order of the list', [backend('web-svc-2', '5'), backend('web-svc-stable', '95')]],
    ['the list itself', [backend('web-svc-stable', '100')]],
  ])('fails when somebody changes %s in between, and leaves that alone', async (_what, backends) => {
    const {cluster, done} = write({beforePatch: (object) => withBackends(object, backends)});
    await expect(done).rejects.toThrow(
      'TrafficSplit shop/web-svc-ts was changed by somebody else while its weights were being set',
    );
    expect([...cluster.objects.values()]).toEqual([withBackends(trafficSplit, backends)]);
  });

  it('fails when somebody adds the weight that was missing', async () => {
    const before = withBackends(trafficSplit, [backend('web-svc-stable', '95'), {service: 'web-svc-2'}]);
    const metadata = {...(before.metadata as JsonObject), resourceVersion: '312'};
    const after = {
      ...withBackends(before, [backend('web-svc-stable', '95'), backend('web-svc-2', '5')]),
      metadata,
    };
    const cluster = new MemoryCluster([before], {beforePatch: () => after});
    await expect(setWeights(cluster.port, both, wanted)).rejects.toThrow('was changed by somebody else');
    expect([...cluster.objects.values()]).toEqual([after]);
  });

  it('tests nothing that a server writes otherwise than we do', async () => {
    const odd = {less: '<', more: '>', and: 'a&b', line: '\u2028', tab: '\t', half: 0.5, none: null};
    const plain = {text: 'é "x"/\\', no: false, zero: 0, list: ['a', {b: 'c'}]};
    const object = withBackends(trafficSplit, [
      {weight: 95, ...odd},
      {weight: 5, ...plain},
    ]);
    const cluster = new MemoryCluster([object]);
    await setWeights(cluster.port, both, wanted);
    const [written] = cluster.patches.map(({patch}) => (patch.kind === 'json' ? patch.operations : []));
    expect(written!.filter(({op}) => op === 'test').map(({path}) => path.replace('/spec/backends/', ''))).toEqual([
      ...['0/weight', '1/weight', '1/text', '1/no', '1/zero', '1/list/0', '1/list/1/b'],
    ]);
  });

  it('does not mind changes elsewhere in the object', async () => {
    const {done, cluster} = write({beforePatch: (object) => ({...object, status: {seen: true}})});
    await done;
    expect([...cluster.objects.values()]).toMatchObject([
      {status: {seen: true}, spec: {backends: [{weight: '60'}, {weight: '40'}]}},
    ]);
  });

  it('fails when something changes the weights back', async () => {
    const {done} = write({afterPatch: (object) => withBackends(object, [backend('web-svc-stable', '60'), backend('web-svc-2', '5')])}); // prettier-ignore
    await expect(done).rejects.toThrow(
      'TrafficSplit shop/web-svc-ts: .spec.backends[1].weight was set to "40", but holds "5"',
    );
  });

  it('fails when something removes the weights', async () => {
    const {done} = write({afterPatch: (object) => withBackends(object, [{service: 'web-svc-stable'}, backend('web-svc-2', '40')])}); // prettier-ignore
    await expect(done).rejects.toThrow('.spec.backends[0].weight was set to "60", but holds nothing');
  });

  it('accepts weights that a server keeps as numbers', async () => {
    const {done} = write({afterPatch: (object) => withBackends(object, [backend('web-svc-stable', 60), backend('web-svc-2', 40)])}); // prettier-ignore
    await expect(done).resolves.toBeUndefined();
  });

  it('tells what the server says when it refuses', async () => {
    const error = new Iter8Error('INVALID', 'admission webhook denied the request', 'ask its owner');
    await expect(write({failure: {name: 'web-svc-ts', error}}).done).rejects.toMatchObject({
      message: 'TrafficSplit shop/web-svc-ts refuses its weights: admission webhook denied the request',
      hint: 'ask its owner',
    });
  });

  it.each([
    [new ConflictError('changed', 'Conflict')],
    [new Iter8Error('FORBIDDEN', 'you may not patch trafficsplits')],
    [new Iter8Error('UNREACHABLE', 'no answer')],
  ])('passes on %s', async (error) => {
    await expect(write({failure: {name: 'web-svc-ts', error}}).done).rejects.toBe(error);
  });

  it('does nothing after an abort', async () => {
    const cluster = new MemoryCluster([trafficSplit]);
    const reason = new Error('stopped');
    await expect(setWeights(cluster.port, both, wanted, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(observeWeights(cluster.port, both, DEFAULT_POLICY, AbortSignal.abort(reason))).rejects.toBe(
      reason,
    );
    expect(cluster.patches).toEqual([]);
  });
});

describe('weights in several objects', () => {
  const other: JsonObject = {...trafficSplit, metadata: {name: 'other', namespace: 'shop', resourceVersion: '1'}};
  const experiment = experimentWith({
    references: {
      stable: referenceTo(trafficSplit, '.spec.backends[0].weight'),
      canary: referenceTo(other, '.spec.backends[1].weight'),
    },
  });

  it('are written with a patch for each object', async () => {
    const cluster = new MemoryCluster([trafficSplit, other]);
    await setWeights(cluster.port, experiment, wanted);
    expect(cluster.patches.map(({name}) => name)).toEqual(['web-svc-ts', 'other']);
    expect(await observeWeights(cluster.port, experiment, DEFAULT_POLICY)).toMatchObject({
      weights: wanted.weights,
    });
  });

  it('are not written at all when one of them is not there', async () => {
    const cluster = new MemoryCluster([trafficSplit]);
    await expect(setWeights(cluster.port, experiment, wanted)).rejects.toThrow('no TrafficSplit "other"');
    expect(cluster.patches).toEqual([]);
  });

  const error = new Iter8Error('FORBIDDEN', 'you may not patch this one');

  it('are as before when a later one is refused', async () => {
    const cluster = new MemoryCluster([trafficSplit, other], {failure: {name: 'other', error}});
    await expect(setWeights(cluster.port, experiment, wanted)).rejects.toBe(error);
    expect([...cluster.objects.values()].map(({spec}) => spec)).toEqual([trafficSplit.spec, other.spec]);
  });

  it('say what is left when the first cannot be taken back', async () => {
    let patches = 0;
    const cluster = new MemoryCluster([trafficSplit, other], {
      failure: {name: 'other', error},
      beforePatch: (object) => {
        patches += 1;
        return patches === 1 ? object : withBackends(object, [backend('web-svc-stable', '70'), backend('web-svc-2', '5')]); // prettier-ignore
      },
    });
    await expect(setWeights(cluster.port, experiment, wanted)).rejects.toThrow(
      /^you may not patch this one; and TrafficSplit shop\/web-svc-ts keeps its new weights: the server rejected/,
    );
  });
});

describe('an observed split', () => {
  const observe = (weights: readonly (string | number)[]) => {
    const services = ['a', 'b', 'c'];
    const object = withBackends(
      trafficSplit,
      weights.map((weight, at) => backend(services[at]!, weight)),
    );
    const references = weights.map(
      (_, at) => [services[at]!, referenceTo(object, `.spec.backends[${at}].weight`)] as const,
    );
    const {port} = new MemoryCluster([object]);
    return observeWeights(port, experimentWith({references: Object.fromEntries(references)}), DEFAULT_POLICY);
  };

  it.each([
    [[500, 1500], {a: 25, b: 75}],
    [[1, 1, 1], {a: 34, b: 33, c: 33}],
    [['30', 30], {a: 50, b: 50}],
  ])('of %p is taken as shares with a note', async (weights, percents) => {
    expect(await observe(weights)).toEqual({
      kind: 'observed',
      weights: split(percents),
      notes: [expect.stringMatching(/^the weights of a, b(, c)? are \d+ in total, not 100: taken as shares/)],
    });
  });

  it('of zeros stays that, with a note', async () => {
    expect(await observe([0, 0])).toEqual({
      kind: 'observed',
      weights: split({a: 0, b: 0}),
      notes: ['the weights of a, b are 0 in total, not 100: no version is meant to get traffic'],
    });
  });

  it('leaves nothing for a version without a reference when the others have more than all', async () => {
    const object = withBackends(trafficSplit, [backend('b', 300)]);
    const experiment = experimentWith({
      references: {a: undefined, b: referenceTo(object, '.spec.backends[0].weight')},
    });
    expect(await observeWeights(new MemoryCluster([object]).port, experiment, DEFAULT_POLICY)).toMatchObject({
      weights: split({a: 0, b: 100}),
      notes: [expect.stringContaining('300 in total')],
    });
  });
});

it('fits the ports of the engine', async () => {
  const {port} = new MemoryCluster([trafficSplit]);
  const ports: Pick<Ports, 'observeWeights' | 'setWeights'> = {
    observeWeights: (experiment, signal) => observeWeights(port, experiment, DEFAULT_POLICY, signal),
    setWeights: (weights, experiment, signal) =>
      setWeights(port, experiment, {weights, ...DEFAULT_POLICY}, signal),
  };
  await ports.setWeights(wanted.weights, both);
  expect(await ports.observeWeights(both)).toMatchObject({kind: 'observed', weights: wanted.weights});
});
