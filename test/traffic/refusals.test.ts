import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {DEFAULT_POLICY, parseRouter} from '../../src/traffic/policy.js';
import {weightReferences} from '../../src/traffic/references.js';
import {observeWeights, setWeights} from '../../src/traffic/traffic.js';
import {MemoryCluster} from './support/memory-cluster.js';
import {type ExperimentSketch, experimentWith, fixtureObject, referenceTo, split} from './support/situation.js';

const trafficSplit = fixtureObject('traffic-split');
const stable = referenceTo(trafficSplit, '.spec.backends[0].weight');
const canary = referenceTo(trafficSplit, '.spec.backends[1].weight');
const even = split({stable: 50, canary: 50});

function attempt(
  sketch: ExperimentSketch,
  policy = DEFAULT_POLICY,
  objects: readonly JsonObject[] = [trafficSplit],
) {
  const cluster = new MemoryCluster(objects);
  const experiment = experimentWith(sketch);
  return {
    cluster,
    observe: () => observeWeights(cluster.port, experiment, policy),
    set: () => setWeights(cluster.port, experiment, {weights: even, ...policy}),
  };
}

describe('an experiment whose references cannot be used', () => {
  const cases: [string, ExperimentSketch, string][] = [
    ['no apiVersion', {references: {stable, canary: {...canary, apiVersion: ''}}}, 'no apiversion specified in referencing object of version "canary"'], // prettier-ignore
    ['no kind', {references: {stable, canary: {...canary, kind: undefined}}}, 'no kind specified'],
    ['no name', {references: {stable, canary: {...canary, name: undefined}}}, 'no name specified'],
    ['no fieldPath', {references: {stable, canary: {...canary, fieldPath: undefined}}}, 'no fieldpath specified in referencing object of version "canary"'], // prettier-ignore
    ['a fieldPath that is none', {references: {stable, canary: {...canary, fieldPath: '.spec.backends[*].weight'}}}, 'fieldPath ".spec.backends[*].weight", character 15: names several places'], // prettier-ignore
    ['two versions without one', {references: {stable, canary: undefined, other: undefined}}, 'insufficient number of weightObjectRef specified'], // prettier-ignore
    ['an object elsewhere', {references: {stable, canary: {...canary, namespace: 'bank'}}}, 'the weight of version "canary" is in namespace bank, and the experiment in shop'], // prettier-ignore
    ['a kind of no router', {references: {stable, canary: {...canary, apiVersion: 'apps/v1', kind: 'Deployment'}}}, 'is in an object of kind apps/Deployment, and the engine may change only serving.knative.dev/Service, '], // prettier-ignore
    ['a kind of another group', {references: {stable, canary: {...canary, apiVersion: 'v1', kind: 'Service'}}}, 'the weight of version "canary" is in an object of kind Service, and'], // prettier-ignore
  ];

  it.each(cases)('is invalid with %s, and nothing is written', async (_what, sketch, message) => {
    const {cluster, observe, set} = attempt(sketch);
    expect(await observe()).toEqual({kind: 'invalid', reason: expect.stringContaining(message)});
    await expect(set()).rejects.toThrow(message);
    expect(cluster.patches).toEqual([]);
  });

  it.each([
    [{references: {stable, canary: {...canary, namespace: 'bank'}}}, '--allow-namespace bank'],
    [{references: {stable, canary: {...canary, apiVersion: 'apps/v1', kind: 'Deployment'}}}, '--routers apps/Deployment'], // prettier-ignore
  ])('is told the flag that would allow it', async (sketch, flag) => {
    await expect(attempt(sketch).set()).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: expect.stringContaining(flag),
    });
  });

  it('is carried out where the flags allow it', async () => {
    const elsewhere = (object: JsonObject) => ({...object, namespace: 'bank'});
    const router = {
      ...trafficSplit,
      kind: 'Splitter',
      metadata: {name: 'web-svc-ts', namespace: 'bank', resourceVersion: '1'},
    };
    const [one, other] = [stable, canary].map((reference) => elsewhere({...reference, kind: 'Splitter'}));
    const sketch = {references: {stable: one, canary: other}};
    const policy = {routers: [parseRouter('Splitter.split.smi-spec.io')], allowedNamespaces: ['bank']};
    const {observe, set} = attempt(sketch, policy, [router]);
    await set();
    expect(await observe()).toMatchObject({kind: 'observed', weights: even});
  });

  it('is refused a kind without namespaces, whatever the flags', async () => {
    const router = {...trafficSplit, metadata: {name: 'web-svc-ts', resourceVersion: '1'}};
    const refusal = {code: 'FORBIDDEN', message: expect.stringContaining('which belongs to no namespace')};
    await expect(attempt({references: {stable, canary}}, DEFAULT_POLICY, [router]).set()).rejects.toMatchObject(
      refusal,
    );
  });
});

describe('an experiment whose weights cannot be found now', () => {
  const at = (fieldPath: string) => ({references: {stable, canary: {...canary, fieldPath}}});

  it.each([
    ['the kind', {references: {stable, canary: {...canary, apiVersion: 'split.smi-spec.io/v1alpha4'}}}, 'is in a TrafficSplit of split.smi-spec.io/v1alpha4, which the cluster does not serve'], // prettier-ignore
    ['the object', {references: {stable, canary: {...canary, name: 'gone'}}}, 'no TrafficSplit "gone" in namespace "shop"'], // prettier-ignore
    ['an index', at('.spec.backends[2].weight'), 'TrafficSplit shop/web-svc-ts: .spec.backends[2] is not there: the list has 2 entries'], // prettier-ignore
    ['an index from the end', at('.spec.backends[-3].weight'), '.spec.backends[-3] is not there'],
    ['a key', at('.spec.backend[1].weight'), '.spec.backend is not there'],
    ['a list', at('.spec.service[1].weight'), '.spec.service[1] stands on something that is no list'],
    ['a key of a text', at('.spec.service.weight'), '.spec.service.weight is not there'],
    ['an entry', at('.spec.backends[?(@.service=="x")].weight'), '.spec.backends[?(@.service=="x")] is none of 2 entries'], // prettier-ignore
    ['an entry with the field', at('.spec.backends[?(@.tag!="x")].weight'), 'is none of 2 entries'],
    ['only one entry', at('.spec.backends[?(@.service!="x")].weight'), 'is 2 entries, and a weight has one place'],
    ['a number', at('.spec.service'), '/spec/service holds "web-svc", and a weight is a whole number from 0 up'],
    ['a place of its own', at('.spec.backends[-2].weight'), 'two versions have their weight at the same place, /spec/backends/0/weight'], // prettier-ignore
  ])('is tried again, for there is no %s', async (_what, sketch, message) => {
    const {cluster, set} = attempt(sketch);
    await expect(set()).rejects.toThrow(message);
    expect(cluster.patches).toEqual([]);
  });

  it.each([['-5'], ['12.5'], [''], ['1e2'], [12.5], [-1], [true], [{}], [[]], [2n ** 70n]])(
    'refuses %p as a weight',
    async (weight) => {
      const backends = [{service: 'a', weight: '95'}, {service: 'b', weight}] as unknown as JsonObject[]; // prettier-ignore
      const {observe, set} = attempt({references: {stable, canary}}, DEFAULT_POLICY, [
        {...trafficSplit, spec: {backends}},
      ]);
      await expect(observe()).rejects.toThrow('a weight is a whole number from 0 up');
      await expect(set()).rejects.toThrow('a weight is a whole number from 0 up');
    },
  );

  it('says so when a version has no planned weight', async () => {
    const {port} = new MemoryCluster([trafficSplit]);
    const wanted = {weights: split({stable: 100}), ...DEFAULT_POLICY};
    await expect(setWeights(port, experimentWith({references: {stable, canary}}), wanted)).rejects.toThrow(
      'no weight recommendation provided for version canary',
    );
  });
});

describe('the references of an experiment', () => {
  it('are none where no version has one: nothing to observe, nothing to set', async () => {
    const {observe, set} = attempt({references: {stable: undefined, canary: undefined}});
    expect(await observe()).toEqual({kind: 'observed', weights: [], notes: []});
    await expect(set()).rejects.toThrow('no version has a weightObjRef, so no traffic can be moved');
  });

  it('are read where the Helm tutorial has its versions by mistake', () => {
    const {source, ...rest} = experimentWith({references: {stable, canary}});
    const {versionInfo, ...spec} = source.spec as JsonObject;
    const misindented = {
      ...rest,
      source: {...source, spec: {...spec, ...(versionInfo as JsonObject), versionInfo: {}}},
    };
    expect(weightReferences(misindented).map(({version}) => version)).toEqual(['stable', 'canary']);
  });

  it('may be JSON pointers, as in v2alpha1', () => {
    const pointer = {...canary, fieldPath: '/spec/backends/1/weight'};
    const [one, other] = [canary, pointer].map((reference) => {
      return weightReferences(experimentWith({references: {stable, canary: reference}, version: 'v2alpha1'}))[1];
    });
    expect(other).toEqual(one);
  });

  it('may be few with FixedSplit, where only what is known is told', async () => {
    const sketch = {references: {stable, canary: undefined, other: undefined}, deployment: 'FixedSplit'};
    expect(await attempt(sketch).observe()).toEqual({kind: 'observed', weights: split({stable: 95}), notes: []});
  });
});

describe('a kind of router', () => {
  it.each([
    ['networking.istio.io/VirtualService', 'networking.istio.io', 'VirtualService'],
    ['VirtualService.networking.istio.io', 'networking.istio.io', 'VirtualService'],
    ['/ConfigMap', '', 'ConfigMap'],
    ['ConfigMap', '', 'ConfigMap'],
  ])('is read from %s', (text, group, kind) => {
    expect(parseRouter(text)).toEqual({group, kind});
  });

  it.each(['', '/', 'networking.istio.io', 'a/b/C', 'VirtualService.', 'virtualservice'])(
    'is refused as "%s"',
    (text) => {
      expect(() => parseRouter(text)).toThrow(
        expect.objectContaining({code: 'INVALID', hint: expect.stringContaining('Kind.group')}),
      );
    },
  );
});
