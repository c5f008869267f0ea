import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {DEFAULT_POLICY} from '../../src/traffic/policy.js';
import {observeWeights} from '../../src/traffic/traffic.js';
import {MemoryCluster} from './support/memory-cluster.js';
import {experimentWith, fixtureObject, referenceTo, split} from './support/situation.js';

const TAGGED = {
  stable: '.spec.traffic[?(@.tag=="current")].percent',
  canary: '.spec.traffic[?(@.tag=="candidate")].percent',
};

describe('a Knative Service', () => {
  /** Spec says 80 and 20. */
  const service = (status: JsonObject, traffic?: readonly JsonObject[]): JsonObject => {
    const object = fixtureObject('knative-service') as Record<string, JsonObject>;
    const spec = {...object.spec, ...(traffic && {traffic})};
    return {...object, spec, status: {...object.status, ...status}};
  };
  const observed = (object: JsonObject, paths = TAGGED) => {
    const [stable, canary] = [paths.stable, paths.canary].map((path) => referenceTo(object, path));
    const experiment = experimentWith({references: {stable, canary}});
    return observeWeights(new MemoryCluster([object]).port, experiment, DEFAULT_POLICY);
  };
  const before = [
    {tag: 'current', revisionName: 'sample-app-v1', latestRevision: false, percent: 100},
    {tag: 'candidate', revisionName: 'sample-app-v0', latestRevision: true},
  ];
  const conditions = (routesReady: string) => ({conditions: [{type: 'RoutesReady', status: routesReady}]});

  it.each([
    ['is settled', 7, 'True'],
    ['has failed to follow', 7, 'False'],
  ])('has the traffic of its status once it %s', async (_how, observedGeneration, ready) => {
    expect(await observed(service({traffic: before, observedGeneration, ...conditions(ready)}))).toEqual({
      kind: 'observed',
      weights: split({stable: 100, canary: 0}),
      notes: [
        'Service shop/sample-app: /spec/traffic/0/percent is 80, but 100 is in force',
        'Service shop/sample-app: /spec/traffic/1/percent is 20, but 0 is in force',
      ],
    });
  });

  it.each([
    ['the status is of an earlier spec', 6, 'True'],
    ['its routes are being made', 7, 'Unknown'],
  ])('has the traffic of its spec while %s', async (_why, observedGeneration, ready) => {
    expect(await observed(service({traffic: before, observedGeneration, ...conditions(ready)}))).toEqual({
      kind: 'observed',
      weights: split({stable: 80, canary: 20}),
      notes: [],
    });
  });

  it('is matched by revision where there are no tags', async () => {
    const spec = [{revisionName: 'a', percent: 30}, {revisionName: 'b', percent: 70}]; // prettier-ignore
    const traffic = [{revisionName: 'b', percent: 60}, {revisionName: 'a', percent: 40}]; // prettier-ignore
    const paths = {stable: '.spec.traffic[0].percent', canary: '.spec.traffic[1].percent'};
    expect(await observed(service({traffic}, spec), paths)).toMatchObject({
      weights: split({stable: 40, canary: 60}),
    });
  });
});
