import {describe, expect, it} from '@jest/globals';
import {lostFields} from '../../../src/experiment/convert/fates.js';
import {dotPath} from '../../../src/experiment/convert/field-path.js';
import {convertMetadata} from '../../../src/experiment/convert/metadata.js';
import {convertMetric} from '../../../src/experiment/convert/metric.js';
import {formatPath} from '../../../src/experiment/field.js';
import type {JsonObject} from '../../../src/experiment/json.js';

describe('a field path', () => {
  it.each([
    ['/spec/traffic/0/percent', '.spec.traffic[0].percent'],
    ['/spec/http/0/route/12/weight', '.spec.http[0].route[12].weight'],
    ['/metadata/annotations/a.b~1c~0d', '.metadata.annotations.a\\.b/c~d'],
    ['/spec/~01', '.spec.~1'],
    ['/spec/2nd', '.spec.2nd'],
    ['.spec.traffic[0].percent', '.spec.traffic[0].percent'],
  ])('%s is written %s', (pointer, path) => {
    expect(dotPath(pointer)).toBe(path);
  });
});

describe('the metadata', () => {
  it('keeps everything but the finalizers of old engines', () => {
    const metadata = {
      name: 'e',
      uid: 'u',
      managedFields: [{manager: 'm'}],
      finalizers: ['finalizer.iter8-tools', 'mine', 'experiments.iter8.tools.finalizer'],
    };
    expect(convertMetadata({metadata})).toEqual({...metadata, finalizers: ['mine']});
  });

  it('has no empty list of finalizers', () => {
    expect(convertMetadata({metadata: {finalizers: ['finalizer.iter8-tools']}})).toEqual({});
  });
});

function metric(spec: JsonObject): JsonObject {
  return {apiVersion: 'iter8.tools/v2alpha1', kind: 'Metric', metadata: {name: 'm'}, spec};
}

describe('a v2alpha1 metric becomes v2alpha2', () => {
  it.each([
    ['[$interval]', '[${elapsedTime}s]'],
    ['[${interval}]', '[${elapsedTime}s]'],
    ['$intervals', '$intervals'],
    ['$$interval', '$$interval'],
    ['$$$interval', '$$${elapsedTime}s'],
    ["'$interval'$interval", "'${elapsedTime}s'${elapsedTime}s"],
  ])('with %s in a query as %s', (query, converted) => {
    const {resource} = convertMetric(metric({params: [{name: 'query', value: query}]}));
    expect(resource.spec).toMatchObject({params: [{name: 'query', value: converted}]});
  });

  it('with its parameters as a list, its type in upper case, and its sample size as one name', () => {
    const spec = {type: 'gauge', params: {query: 'up'}, sample_size: {namespace: 'n', name: 'count'}, other: 1};
    expect(convertMetric(metric(spec)).resource.spec).toEqual({
      type: 'Gauge',
      params: [{name: 'query', value: 'up'}],
      sampleSize: 'n/count',
      other: 1,
      urlTemplate: 'http://prometheus-operated.iter8-monitoring:9090/api/v1/query',
      jqExpression: '.data.result[0].value[1] | tonumber',
    });
  });

  it('with the address it has already, and says nothing of it', () => {
    const {resource, losses} = convertMetric(metric({urlTemplate: 'http://mine', provider: 'newrelic'}));
    expect(resource.spec).toEqual({urlTemplate: 'http://mine', provider: 'newrelic'});
    expect(losses).toEqual([]);
  });

  it('without an address when it asks something else than Prometheus, and says so', () => {
    const {resource, losses} = convertMetric(metric({provider: 'newrelic'}));
    expect(resource.spec).toEqual({provider: 'newrelic'});
    expect(losses.map(({path}) => formatPath(path))).toEqual(['spec.provider']);
  });
});

describe('the list of lost fields', () => {
  const fates = {'spec.a': null, 'spec.list[].b': 'gone', 'status.list[].c': 'gone too'};
  const lost = (source: JsonObject) =>
    lostFields(source, fates).map(({path, reason}) => `${formatPath(path)} ${reason}`);

  it('has every field with a reason, and every field that the format does not know', () => {
    expect(lost({spec: {a: {x: 1}, list: [{b: 1}, {b: 2, d: 3}]}, 'odd.key': 1})).toEqual([
      'spec.list[0].b gone',
      'spec.list[1].b gone',
      'spec.list[1].d is no field of this format; left out',
      '["odd.key"] is no field of this format; left out',
    ]);
  });

  it('has each kind of field of a status once', () => {
    expect(lost({status: {list: [{c: 1}, {c: 2}]}})).toEqual(['status.list[0].c gone too']);
  });

  it('leaves out what says nothing', () => {
    expect(lost({spec: {list: [{b: false}, {b: null}, {b: ''}, {b: {}}, {b: []}]}})).toEqual([]);
  });

  it('has what is no list or object where one belongs', () => {
    expect(lost({spec: 5})).toEqual(['spec is no field of this format; left out']);
  });
});
