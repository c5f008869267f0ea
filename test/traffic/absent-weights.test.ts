import {describe, expect, it} from '@jest/globals';
import {applyPatch, type Operation} from 'rfc6902';
import {Field} from '../../src/experiment/field.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseWeightPath} from '../../src/experiment/parse-weight-path.js';
import {planChanges, restorationOf} from '../../src/traffic/plan.js';
import {DEFAULT_POLICY} from '../../src/traffic/policy.js';
import {weightReferences} from '../../src/traffic/references.js';
import {pointerOf, resolveWeightPath} from '../../src/traffic/resolve.js';
import {observeWeights, setWeights} from '../../src/traffic/traffic.js';
import {contentOf, MemoryCluster} from './support/memory-cluster.js';
import {NGINX_PATH} from './support/router-cases.js';
import {experimentWith, fixtureObject, referenceTo, split} from './support/situation.js';

describe('a weight that is not written', () => {
  const cases: [string, string, string, number][] = [
    ['Knative Service', 'knative-service', '.spec.traffic[1].percent', 0],
    ['VirtualService with several destinations', 'istio-virtual-service', '.spec.http[1].route[1].weight', 0],
    ['VirtualService with one destination', 'istio-virtual-service', '.spec.http[0].route[0].weight', 100],
    ['HTTPRoute', 'http-route', '.spec.rules[0].backendRefs[1].weight', 1],
    ['InferenceService', 'kserve-inference-service', '.spec.predictor.canaryTrafficPercent', 100],
    ['Ingress', 'nginx-canary-ingress', NGINX_PATH, 0],
  ];

  const without = (fixture: string, path: string): JsonObject => {
    const object = structuredClone(fixtureObject(fixture));
    const {value, keys} = resolveWeightPath(object, parseWeightPath(path));
    const unwanted = [...(value === undefined ? [] : [pointerOf(keys)]), ...(object.status ? ['/status'] : [])];
    const errors = applyPatch(
      object,
      unwanted.map((pointer) => ({op: 'remove', path: pointer})),
    );
    expect(errors.filter(Boolean)).toEqual([]);
    return object;
  };

  it.each(cases)('of the %s counts as the router takes it', async (_name, fixture, path, expected) => {
    const object = without(fixture, path);
    const experiment = experimentWith({references: {stable: undefined, canary: referenceTo(object, path)}});
    const answer = await observeWeights(new MemoryCluster([object]).port, experiment, DEFAULT_POLICY);
    expect(answer).toMatchObject({
      weights: split({stable: 100 - expected, canary: expected}),
      notes: [expect.stringContaining(`is not there and counts as ${expected}`)],
    });
  });

  it.each(cases)('of the %s is added, and removed again to restore it', async (_name, fixture, path) => {
    const object = without(fixture, path);
    const experiment = experimentWith({references: {stable: undefined, canary: referenceTo(object, path)}});
    const cluster = new MemoryCluster([object]);
    const weights = split({stable: 75, canary: 25});
    await setWeights(cluster.port, experiment, {weights, ...DEFAULT_POLICY});
    const now = structuredClone([...cluster.objects.values()][0]!);
    const {value} = resolveWeightPath(now, parseWeightPath(path));
    expect(value).toBe(fixture === 'nginx-canary-ingress' ? '25' : 25);
    const changes = planChanges(object, weightReferences(experiment), weights);
    applyPatch(now, [...restorationOf(changes)] as Operation[]);
    expect(contentOf(now)).toEqual(contentOf(object));
  });
});

describe('a canary Ingress of NGINX', () => {
  it('that counts in thousandths is refused', async () => {
    const object = fixtureObject('nginx-canary-ingress') as Record<string, JsonObject>;
    const annotations = new Field(object).get('metadata', 'annotations').value as JsonObject;
    const total = {'nginx.ingress.kubernetes.io/canary-weight-total': '1000'};
    const counting = {...object, metadata: {...object.metadata, annotations: {...annotations, ...total}}};
    const experiment = experimentWith({
      references: {stable: undefined, canary: referenceTo(counting, NGINX_PATH)},
    });
    const cluster = new MemoryCluster([counting]);
    const refusal = 'canary-weight-total is "1000", and weights of experiments are percents; remove it';
    await expect(observeWeights(cluster.port, experiment, DEFAULT_POLICY)).rejects.toThrow(refusal);
    const wanted = {weights: split({stable: 60, canary: 40}), ...DEFAULT_POLICY};
    await expect(setWeights(cluster.port, experiment, wanted)).rejects.toThrow(refusal);
    expect(cluster.patches).toEqual([]);
  });
});
