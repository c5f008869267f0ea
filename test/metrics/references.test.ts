import {describe, expect, it} from '@jest/globals';
import {parseExperiment} from '../../src/experiment/parse.js';
import type {Metric} from '../../src/metrics/metric.js';
import {collectMetrics, type MetricReader, referencesOf} from '../../src/metrics/references.js';
import {metricOf} from './support/metrics.js';

/** Metrics by `namespace/name`, each with the reference it has as sampleSize. */
function cluster(sampleSizes: Record<string, string | null>) {
  const reads: string[] = [];
  const read: MetricReader = async (namespace, name): Promise<Metric | undefined> => {
    const key = `${namespace}/${name}`;
    reads.push(key);
    const sampleSize = sampleSizes[key];
    return sampleSize === undefined ? undefined : metricOf({sampleSize}, name, namespace);
  };
  return {read, reads};
}

const collect = (references: string[], sampleSizes: Record<string, string | null>) =>
  collectMetrics(references, {namespace: 'shop'}, cluster(sampleSizes).read);

describe('collectMetrics', () => {
  it('finds bare names in the namespace of the experiment, then in the install namespace', async () => {
    const metrics = {'shop/a': null, 'iter8-system/a': null, 'iter8-system/b': null};
    const result = await collect(['a', 'b'], metrics);
    expect(result).toMatchObject({
      kind: 'collected',
      names: new Map([['a', 'shop/a'], ['b', 'iter8-system/b']]), // prettier-ignore
    });
  });

  it('follows sampleSize from the namespace of the metric that names it', async () => {
    const metrics = {'iter8-istio/rate': 'count', 'iter8-istio/count': null, 'shop/count': null};
    const result = await collect(['iter8-istio/rate'], metrics);
    expect(result).toMatchObject({
      kind: 'collected',
      sampleSizes: new Map([['iter8-istio/rate', 'iter8-istio/count']]),
    });
    expect(result.kind === 'collected' && [...result.metrics.keys()]).toEqual([
      'iter8-istio/rate',
      'iter8-istio/count',
    ]);
  });

  it('reads each metric once, whatever it is called', async () => {
    const {read, reads} = cluster({'shop/a': 'count', 'shop/b': 'count', 'shop/count': null});
    const result = await collectMetrics(['a', 'shop/a', 'b', 'count'], {namespace: 'shop'}, read);
    expect(reads).toEqual(['shop/a', 'shop/count', 'shop/b']);
    expect(result.kind === 'collected' && result.names.get('shop/a')).toBe('shop/a');
  });

  it.each<[string, string[], Record<string, string | null>, object]>([
    [
      'a bare name that is nowhere',
      ['a'],
      {},
      {kind: 'missing', name: 'shop/a', reason: 'there is no metric a in namespaces shop and iter8-system'},
    ],
    [
      'a full name that is elsewhere',
      ['other/a'],
      {'shop/a': null},
      {kind: 'missing', name: 'other/a', reason: 'there is no metric a in namespace other'},
    ],
    [
      'a sampleSize that is nowhere',
      ['a'],
      {'shop/a': 'x/count'},
      {kind: 'missing', name: 'x/count', reason: 'there is no metric count in namespace x; sampleSize of shop/a names it as x/count'}, // prettier-ignore
    ],
    ['a circle', ['a'], {'shop/a': 'b', 'shop/b': 'a'}, {kind: 'invalid', reason: 'the sampleSize of metric shop/a leads back to itself'}], // prettier-ignore
    ['itself', ['a'], {'shop/a': 'a'}, {kind: 'invalid', name: 'shop/a'}],
    ['two slashes', ['a/b/c'], {}, {kind: 'invalid', reason: 'metric reference "a/b/c" is neither name nor namespace/name'}], // prettier-ignore
    ['nothing', [''], {}, {kind: 'invalid'}],
    ['no name', ['shop/'], {}, {kind: 'invalid'}],
  ])('refuses %s', async (_what, references, metrics, problem) => {
    expect(await collect(references, metrics)).toMatchObject(problem);
  });

  it('does not follow a chain for ever', async () => {
    const read: MetricReader = async (namespace, name) => metricOf({sampleSize: `${name}x`}, name, namespace);
    expect(await collectMetrics(['a'], {namespace: 'shop'}, read)).toMatchObject({
      kind: 'invalid',
      reason: 'more than 8 metrics follow shop/a as sampleSize',
    });
  });

  it('tells a metric that cannot be read from one that is not there', async () => {
    const read: MetricReader = async () => Promise.reject(new Error('forbidden'));
    expect(await collectMetrics(['a'], {namespace: 'shop'}, read)).toEqual({
      kind: 'unreadable',
      name: 'shop/a',
      reason: 'metric shop/a cannot be read: forbidden',
    });
  });
});

describe('referencesOf', () => {
  const criteria = (over: object) => {
    const written = {
      indicators: ['load', 'count'],
      objectives: [{metric: 'latency', upperLimit: 1}],
      ...over,
    };
    const metadata = {name: 'x'};
    return parseExperiment({apiVersion: 'iter8.tools/v2alpha2', metadata, spec: {criteria: written}}).spec
      .criteria;
  };

  it('lists request count, rewards, indicators and objectives in this order, each once', () => {
    const rewards = [{metric: 'sales', preferredDirection: 'High'}];
    expect(referencesOf(criteria({requestCount: 'count', rewards}))).toEqual([
      'count',
      'sales',
      'load',
      'latency',
    ]);
    expect(referencesOf(criteria({}))).toEqual(['load', 'count', 'latency']);
  });
});
