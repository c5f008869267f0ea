import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseMetric} from '../../src/metrics/parse-metric.js';
import {metricOf} from './support/metrics.js';

const v2alpha1 = (spec: JsonObject) =>
  parseMetric({apiVersion: 'iter8.tools/v2alpha1', kind: 'Metric', metadata: {name: 'm', namespace: 'ns'}, spec});

describe('parseMetric', () => {
  it('reads a v2alpha1 metric as a query to the Prometheus of the installation', () => {
    const spec = {
      provider: 'prometheus',
      type: 'counter',
      sampleSize: {namespace: 'iter8-knative', name: 'request-count'},
      params: [{name: 'query', value: 'sum(increase(x[$interval]))'}],
    };
    expect(v2alpha1(spec)).toMatchObject({
      type: 'Counter',
      sampleSize: 'iter8-knative/request-count',
      source: {
        kind: 'query',
        method: 'GET',
        urlTemplate: 'http://prometheus-operated.iter8-monitoring:9090/api/v1/query',
        params: spec.params,
        jqExpression: '.data.result[0].value[1] | tonumber',
      },
    });
  });

  it('reads the early spellings: params as a map, sample_size, a sampleSize without namespace', () => {
    const metric = v2alpha1({provider: 'prometheus', params: {query: 'up'}, sample_size: {name: 'request-count'}});
    expect(metric).toMatchObject({type: 'Gauge', sampleSize: 'request-count'});
    expect(metric.source).toMatchObject({params: [{name: 'query', value: 'up'}]});
  });

  it('asks another Prometheus for v2alpha1 metrics where one is configured', () => {
    const source = {apiVersion: 'iter8.tools/v2alpha1', metadata: {name: 'm'}, spec: {provider: 'prometheus'}};
    const metric = parseMetric(source, {prometheusUrl: 'http://prom:9090/'});
    expect(metric.source).toMatchObject({urlTemplate: 'http://prom:9090/api/v1/query'});
  });

  it('reads all of a v2alpha2 query, the first spelling of headerTemplates included', () => {
    const metric = metricOf({
      type: 'Gauge', units: 'ms', sampleSize: 'request-count', method: 'POST', body: '{}', authType: 'APIKey', secret: 's',
      headers: [{name: 'X', value: '$key'}], urlTemplate: 'https://x', jqExpression: '.', provider: 'sysdig',
    }); // prettier-ignore
    expect(metric).toMatchObject({
      namespace: 'shop',
      units: 'ms',
      sampleSize: 'request-count',
      provider: 'sysdig',
    });
    expect(metric.source).toEqual({
      kind: 'query', method: 'POST', body: '{}', authType: 'APIKey', secret: 's', urlTemplate: 'https://x', jqExpression: '.',
      headerTemplates: [{name: 'X', value: '$key'}], params: [], needsAllValues: false,
    }); // prettier-ignore
  });

  it('takes provider iter8 before mock, and mock before a query', () => {
    const mock = [{name: 'v1', level: '1.5'}];
    expect(metricOf({provider: 'iter8', mock}).source).toEqual({kind: 'builtin'});
    expect(metricOf({urlTemplate: 'http://x', mock}).source).toEqual({
      kind: 'mock',
      levels: new Map([['v1', {digits: 15n, scale: 1}]]),
    });
  });

  it('wants no field of the spec, and says default for a namespace that is not named', () => {
    const metric = parseMetric({apiVersion: 'iter8.tools/v2alpha2', metadata: {name: 'm'}, spec: {}});
    expect(metric).toMatchObject({namespace: 'default', type: 'Gauge', source: {kind: 'query', method: 'GET'}});
  });

  it.each<[JsonObject, string]>([
    [{type: 'Histogram'}, 'spec.type: expected one of Counter, Gauge, counter, gauge, got "Histogram"'],
    [{method: 'PUT'}, 'spec.method: expected one of GET, POST, got "PUT"'],
    [{params: [{name: 'query'}]}, 'spec.params[0].value: is missing'],
    [{params: [{name: 'query', value: 1}]}, 'spec.params[0].value: expected text, got 1'],
    [{mock: [{name: 'v1'}]}, 'spec.mock[0].level: is missing'],
    [{mock: [{level: 1}]}, 'spec.mock[0].name: is missing'],
    [{sampleSize: 3}, 'spec.sampleSize: expected text, got 3'],
  ])('refuses spec %j', (spec, message) => {
    expect(() => metricOf(spec)).toThrow(message);
  });

  it.each([
    [{apiVersion: 'iter8.tools/v1', metadata: {name: 'm'}}, 'apiVersion "iter8.tools/v1" of Metric is not known'],
    [{apiVersion: 'constructor', metadata: {name: 'm'}}, 'apiVersion "constructor" of Metric is not known'],
    [{apiVersion: 'iter8.tools/v2alpha2'}, 'metadata.name: is missing'],
  ])('refuses %j', (source, message) => {
    expect(() => parseMetric(source)).toThrow(message);
  });

  it('refuses another provider in v2alpha1, which knows only Prometheus', () => {
    expect(() => v2alpha1({provider: 'newrelic'})).toThrow('spec.provider: expected one of prometheus');
  });
});
