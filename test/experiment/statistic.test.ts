import {describe, expect, it} from '@jest/globals';
import {Field} from '../../src/experiment/field.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {statisticOf, statisticOfName} from '../../src/experiment/statistic.js';

describe('what a name tells of a metric', () => {
  it.each([
    ['error-rate', 'proportion'],
    ['user-error-ratio', 'proportion'],
    ['le500ms-latency-percentile', 'proportion'],
    ['mean-latency', 'mean'],
    ['error-rate-limit', 'mean'],
    ['books-purchased', 'mean'],
    ['', 'mean'],
  ])('%s is a %s', (name, kind) => {
    expect(statisticOfName(name)).toEqual({kind});
  });

  it.each([
    ['95th-percentile-tail-latency', 0.95],
    ['latency-99th-percentile', 0.99],
    ['latency-99.9th-percentile', 0.999],
    ['p50-latency', 0.5],
    ['latency-p75', 0.75],
    ['1st-percentile', 0.01],
  ])('%s is the percentile %d', (name, share) => {
    const statistic = statisticOfName(name);
    expect(statistic.kind).toBe('percentile');
    expect(statistic.kind === 'percentile' && statistic.share).toBeCloseTo(share, 12);
  });

  it.each(['p0-latency', 'http2-latency', 'app50-latency', 'p500-latency'])('%s is no percentile', (name) => {
    expect(statisticOfName(name)).toEqual({kind: 'mean'});
  });
});

describe('the statistic of a Metric', () => {
  const of = (name: string, spec: JsonObject) => statisticOf(name, new Field(spec));

  it('is what it says, before its type and its name', () => {
    expect(of('p95-latency', {statistic: 'proportion', type: 'Counter'})).toEqual({kind: 'proportion'});
  });

  it.each(['Counter', 'counter'])('is a count where its type is %s', (type) => {
    expect(of('error-rate', {type})).toEqual({kind: 'count'});
  });

  const asking = (query: string) => ({params: [{name: 'query', value: query}]});

  it('is a percentile by its query, whatever its name says', () => {
    for (const name of ['slow', 'p50-latency', 'error-rate'])
      expect(of(name, asking('1000 * histogram_quantile(0.9, x)'))).toEqual({kind: 'percentile', share: 0.9});
    expect(of('slow', asking('max(histogram_quantile(0.9, x))'))).toEqual({kind: 'percentile', share: 0.9});
    expect(of('error-rate', asking('sum(x)'))).toEqual({kind: 'proportion'});
    expect(of('slow', {...asking('histogram_quantile(0.9, x)'), statistic: 'mean'})).toEqual({kind: 'mean'});
  });

  it('is told by its name else', () => {
    expect(of('error-rate', {type: 'Gauge'})).toEqual({kind: 'proportion'});
    expect(of('anything', {})).toEqual({kind: 'mean'});
  });

  it('cannot be another word', () => {
    expect(() => of('x', {statistic: 'median'})).toThrow(/statistic/);
  });
});
