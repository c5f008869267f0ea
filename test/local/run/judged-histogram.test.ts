import {describe, expect, it} from '@jest/globals';
import {builtinValue} from '../../../src/metrics/builtin/builtin.js';
import {isUnreachable, judgedHistogram, unreachableWords} from '../../../src/local/run/judged-histogram.js';
import {formatExact} from '../../../src/experiment/quantity.js';
import type {VersionResult} from '../../../src/load/version-result.js';

const answered: VersionResult = {
  count: 4,
  sum: 0.04,
  sumOfSquares: 0.0004,
  min: 0.01,
  max: 0.01,
  buckets: [{start: 0.01, end: 0.01, count: 4}],
  byStatus: new Map([[200, 3]]),
  transportErrors: new Map([['connection reset', 1]]),
  bytes: 0,
};
const silent: VersionResult = {
  ...answered,
  byStatus: new Map(),
  transportErrors: new Map([['connection refused', 4]]),
};

const value = (name: string, result: VersionResult) => {
  const answer = builtinValue({name}, judgedHistogram(result));
  return answer.kind === 'value' ? formatExact(answer.value) : answer.kind;
};

describe('a version under our own load', () => {
  it('has an error for each request without an answer', () => {
    expect(value('error-rate', answered)).toBe('0.25');
    expect(value('error-rate', silent)).toBe('1');
  });

  it('has a latency only when it answers: to refuse is quick', () => {
    expect(value('mean-latency', answered)).toBe('10');
    for (const name of [
      'mean-latency',
      'latency-95th-percentile',
      'latency-max',
      'latency-min',
      'latency-stddev',
    ]) {
      expect([name, value(name, silent)]).toEqual([name, 'unavailable']);
    }
    expect(value('request-count', silent)).toBe('4');
  });
});

describe('unreachable', () => {
  const nothingSent = {...answered, count: 0, byStatus: new Map()};

  it.each([
    ['all refuse', [silent, silent], true],
    ['one refuses', [answered, silent], false],
    ['one refuses and the other was not asked', [silent, nothingSent], true],
    ['nobody was asked', [nothingSent], false],
  ])('when %s', (_what, results, expected) => {
    const named = new Map(results.map((result, index) => [`v${index + 1}`, result]));
    expect(isUnreachable(named)).toBe(expected);
  });

  it('names the reason for each version', () => {
    expect(unreachableWords(new Map([['v1', silent]]))).toBe('v1: connection refused');
  });
});
