import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {findMistakes} from '../../../src/experiment/validate/check.js';
import type {Metric, QuerySource} from '../../../src/metrics/metric.js';
import {parseMetric} from '../../../src/metrics/parse-metric.js';
import {builtinMetrics, readyMadeMetrics} from '../../../src/metrics/ready-made/ready-made.js';
import {type StackName, STACKS} from '../../../src/metrics/ready-made/stacks.js';
import {collectMetrics} from '../../../src/metrics/references.js';
import {substitute} from '../../../src/metrics/template.js';

const NAMES = Object.keys(STACKS) as StackName[];
const parsed = (name: StackName) => readyMadeMetrics(name).map((resource: JsonObject) => parseMetric(resource));
const queryOf = ({source}: Metric) => (source as QuerySource).params[0]!.value;
const queriesOf = (name: StackName) =>
  Object.fromEntries(parsed(name).map((metric) => [metric.name, queryOf(metric)]));

describe('readyMadeMetrics', () => {
  it.each<[StackName, string, string[]]>([
    ['knative', 'iter8-knative', ['95th-percentile-tail-latency']],
    ['kserve', 'iter8-kserve', ['95th-percentile-tail-latency']],
    ['kfserving', 'iter8-kfserving', ['95th-percentile-tail-latency']],
    ['istio', 'iter8-istio', ['le500ms-latency-percentile', 'books-purchased']],
    ['seldon', 'iter8-seldon', ['95th-percentile-tail-latency', 'user-engagement']],
    ['linkerd', 'iter8-linkerd', ['le5ms-latency-percentile']],
    ['gateway-api', 'iter8-gateway-api', ['95th-percentile-tail-latency']],
  ])('of %s live in %s and have the names of the original', (stack, namespace, others) => {
    const metrics = parsed(stack);
    expect(metrics.map(({name}) => name)).toEqual([
      'request-count',
      'error-count',
      'error-rate',
      'mean-latency',
      ...others,
    ]);
    expect(new Set(metrics.map((metric) => metric.namespace))).toEqual(new Set([namespace]));
  });

  it.each(NAMES)('of %s leave no gauge without a sample size that is there', async (stack) => {
    const metrics = parsed(stack);
    const read = async (namespace: string, name: string) =>
      metrics.find((metric) => metric.namespace === namespace && metric.name === name);
    const references = metrics.map(({name, namespace}) => `${namespace}/${name}`);
    expect(await collectMetrics(references, {namespace: 'shop'}, read)).toMatchObject({kind: 'collected'});
    for (const {type, sampleSize} of metrics) expect(sampleSize === undefined).toBe(type === 'Counter');
  });

  it.each(NAMES)('of %s are without a mistake for validate', (stack) => {
    const findings = readyMadeMetrics(stack).flatMap((resource) => findMistakes(resource, 'Metric', 'v2alpha2'));
    expect(findings).toEqual([]);
  });

  it('go to another namespace and another Prometheus when asked to', () => {
    const [first] = readyMadeMetrics('linkerd', {namespace: 'shop', prometheusUrl: 'http://prom:9090/'});
    const metric = parseMetric(first!);
    expect(metric).toMatchObject({namespace: 'shop', source: {urlTemplate: 'http://prom:9090/api/v1/query'}});
    expect(readyMadeMetrics('linkerd', {namespace: 'shop'})[2]).toMatchObject({
      spec: {sampleSize: 'shop/request-count'},
    });
  });

  it('pick the version by the labels of the stack', () => {
    const values = new Map([['name', 'web'], ['namespace', 'shop'], ['port', '80'], ['elapsedTime', '30']]); // prettier-ignore
    expect(substitute(queriesOf('gateway-api')['request-count']!, values)).toBe(
      "sum(increase(envoy_cluster_upstream_rq_total{envoy_cluster_name='shop_web_80'}[30s])) or on() vector(0)",
    );
    expect(substitute(queriesOf('istio')['request-count']!, values)).toBe(
      "sum(increase(istio_requests_total{reporter='source',destination_workload='web',destination_workload_namespace='shop'}[30s])) or on() vector(0)", // prettier-ignore
    );
  });

  it('count requests and give milliseconds for Seldon, which the original did not', () => {
    const queries = queriesOf('seldon');
    expect(queries['request-count']).toContain('client_requests_seconds_count{');
    expect(queries['mean-latency']).toMatch(/^1000 \* /);
    expect(queries['95th-percentile-tail-latency']).toMatch(/^1000 \* /);
  });
});

describe('builtinMetrics', () => {
  it('are without a mistake for validate', () => {
    expect(builtinMetrics().flatMap((resource) => findMistakes(resource, 'Metric', 'v2alpha2'))).toEqual([]);
  });

  it('are built-in, in iter8-system, with a sample size for every gauge', () => {
    const metrics = builtinMetrics().map((resource) => parseMetric(resource));
    expect(metrics.map(({name}) => name)).toEqual([
      'request-count', 'error-count', 'error-rate', 'mean-latency', 'latency-50th-percentile', 'latency-75th-percentile',
      'latency-90th-percentile', 'latency-95th-percentile', 'latency-99th-percentile', 'latency-min', 'latency-max',
      'latency-stddev',
    ]); // prettier-ignore
    for (const {namespace, source, type, sampleSize} of metrics) {
      expect([namespace, source]).toEqual(['iter8-system', {kind: 'builtin'}]);
      expect(sampleSize).toBe(type === 'Gauge' ? 'iter8-system/request-count' : undefined);
    }
  });
});
