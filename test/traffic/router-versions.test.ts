import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {DEFAULT_POLICY} from '../../src/traffic/policy.js';
import {versionsOfRouter} from '../../src/traffic/router-versions.js';
import {observeWeights} from '../../src/traffic/traffic.js';
import {MemoryCluster} from './support/memory-cluster.js';
import {experimentWith, fixtureObject, split} from './support/situation.js';

const knative = {apiVersion: 'serving.knative.dev/v1', kind: 'Service', namespace: 'shop', name: 'sample-app'};
const istio = {
  apiVersion: 'networking.istio.io/v1beta1',
  kind: 'VirtualService',
  namespace: 'shop',
  name: 'checkout',
};
const gateway = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  namespace: 'shop',
  name: 'checkout',
};

const service = (traffic: readonly JsonObject[], statusTraffic: readonly JsonObject[] = []): JsonObject => ({
  ...fixtureObject('knative-service'),
  spec: {traffic},
  status: {traffic: statusTraffic},
});

describe('the versions of a router', () => {
  it('are the entries of a Knative Service by tag, with the revisions that they stand for', () => {
    expect(versionsOfRouter(fixtureObject('knative-service'))).toEqual([
      {
        name: 'current',
        revision: 'sample-app-v1',
        rule: 0,
        currentWeight: 80,
        weightObjRef: {...knative, fieldPath: '.spec.traffic[?(@.tag=="current")].percent'},
      },
      {
        name: 'candidate',
        revision: 'sample-app-v2',
        rule: 0,
        currentWeight: 20,
        weightObjRef: {...knative, fieldPath: '.spec.traffic[?(@.tag=="candidate")].percent'},
      },
    ]);
  });

  it('are the entries of a Knative Service by index and revision where they have no tags', () => {
    const entries = [{revisionName: 'v1', percent: 100}, {latestRevision: true}];
    expect(versionsOfRouter(service(entries, [{revisionName: 'v2', latestRevision: true}]))).toEqual([
      {
        name: 'v1',
        revision: 'v1',
        rule: 0,
        currentWeight: 100,
        weightObjRef: {...knative, fieldPath: '.spec.traffic[0].percent'},
      },
      {
        name: 'v2',
        revision: 'v2',
        rule: 0,
        currentWeight: 0,
        weightObjRef: {...knative, fieldPath: '.spec.traffic[1].percent'},
      },
    ]);
  });

  it('include the latest revision of a Knative Service that has told nothing yet', () => {
    expect(versionsOfRouter(service([{latestRevision: true, percent: 100}]))).toEqual([
      {
        name: 'latest',
        rule: 0,
        currentWeight: 100,
        weightObjRef: {...knative, fieldPath: '.spec.traffic[0].percent'},
      },
    ]);
  });

  it('are the destinations of a VirtualService by subset, each rule a split of its own', () => {
    const expected = [
      ['v1', 0, 100, '.spec.http[0].route[0].weight'],
      ['v1-2', 1, 100, '.spec.http[1].route[0].weight'],
      ['v2', 1, 0, '.spec.http[1].route[1].weight'],
    ] as const;
    expect(versionsOfRouter(fixtureObject('istio-virtual-service'))).toEqual(
      expected.map(([name, rule, currentWeight, fieldPath]) => ({
        name,
        rule,
        currentWeight,
        weightObjRef: {...istio, fieldPath},
      })),
    );
  });

  it('are the backends of an HTTPRoute by their Services, with percents of what are shares there', () => {
    expect(versionsOfRouter(fixtureObject('http-route'))).toEqual(
      ['checkout-v1', 'checkout-v2'].map((name, index) => ({
        name,
        rule: 0,
        currentWeight: 50,
        weightObjRef: {...gateway, fieldPath: `.spec.rules[0].backendRefs[${index}].weight`},
      })),
    );
  });

  it('have names of their own, whatever is there', () => {
    const entries = ['a', 'a-2', 'a', 'a'].map((revisionName) => ({revisionName, percent: 25}));
    const names = versionsOfRouter(service(entries)).map(({name}) => name);
    expect(names).toEqual(['a', 'a-2', 'a-3', 'a-4']);
  });

  it.each(['knative-service', 'http-route'])(
    'of %s make an experiment that observes the same weights',
    async (name) => {
      const object = fixtureObject(name);
      const versions = versionsOfRouter(object);
      const references = Object.fromEntries(
        versions.map(({name: version, weightObjRef}) => [version, weightObjRef]),
      );
      const {port} = new MemoryCluster([object]);
      expect(await observeWeights(port, experimentWith({references}), DEFAULT_POLICY)).toMatchObject({
        weights: split(
          Object.fromEntries(versions.map(({name: version, currentWeight}) => [version, currentWeight])),
        ),
      });
    },
  );

  it('are none where nothing is split', () => {
    expect(versionsOfRouter({...fixtureObject('http-route'), spec: {}})).toEqual([]);
  });

  it('are not guessed for other kinds', () => {
    expect(() => versionsOfRouter(fixtureObject('traffic-split'))).toThrow(
      'TrafficSplit shop/web-svc-ts tells no versions',
    );
    expect(() => versionsOfRouter({})).toThrow('object ? tells no versions');
    expect(() => versionsOfRouter({apiVersion: 'v1', kind: 'constructor'})).toThrow('tells no versions');
  });
});
