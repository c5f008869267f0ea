import {describe, expect, it} from '@jest/globals';
import {readBuckets} from '../../../src/metrics/prometheus/buckets.js';
import {countAboveLimit} from '../../../src/metrics/prometheus/count-above.js';
import type {Buckets} from '../../../src/metrics/prometheus/distribution.js';
import {bucketAnswer, vectorAnswer} from '../support/backend.js';

describe('the buckets in an answer', () => {
  it('are in ascending order, the last without an end', () => {
    expect(readBuckets(bucketAnswer({'+Inf': 10, '0.1': 2, '1e+01': 9, '0.05': 0}))).toEqual([
      {upTo: 0.05, count: 0},
      {upTo: 0.1, count: 2},
      {upTo: 10, count: 9},
      {upTo: Infinity, count: 10},
    ]);
  });

  it('are added up where clients spell the same bound in different ways', () => {
    const buckets = readBuckets(bucketAnswer({1: 50, '1.0': 70, '+Inf': 200}));
    expect(buckets).toEqual([
      {upTo: 1, count: 120},
      {upTo: Infinity, count: 200},
    ]);
    expect(countAboveLimit(buckets as Buckets, 1)).toEqual({of: 200, count: 80});
  });

  it('are added up before they are made not to fall, also where one client has more of them', () => {
    expect(readBuckets(bucketAnswer({'0.5': 20, 1: 50, '1.0': 70, '2.0': 90, '2': 60, '+Inf': 200}))).toEqual([
      {upTo: 0.5, count: 20},
      {upTo: 1, count: 120},
      {upTo: 2, count: 150},
      {upTo: Infinity, count: 200},
    ]);
  });

  it('do not fall, though extrapolated ones may by little', () => {
    expect(readBuckets(bucketAnswer({1: 4.0000001, 2: 4, '+Inf': 5}))).toMatchObject([
      {count: 4.0000001},
      {count: 4.0000001},
      {count: 5},
    ]);
  });

  it.each([
    ['an error page', '<html>', 'no vector'],
    ['a scalar', '{"data":{"resultType":"scalar","result":"1"}}', 'no vector'],
    ['nothing', vectorAnswer([]), 'there is no histogram, as while there is no traffic'],
    ['a native histogram', vectorAnswer([{metric: {}, histogram: [1, {count: '5'}]}]), 'a native one'],
    ['a series without le', vectorAnswer([{metric: {app: 'x'}, value: [1, '5']}]), 'no buckets by le'],
    ['no bucket without an end', bucketAnswer({1: 5}), 'no bucket +Inf'],
    ['a bucket of NaN', bucketAnswer({1: NaN, '+Inf': 5}), 'a bucket without a number'],
    ['a bucket of less than nothing', bucketAnswer({1: -2, '+Inf': 5}), 'a bucket without a number'],
    ['a bucket with an end in words', bucketAnswer({soon: 2, '+Inf': 5}), 'a bucket without a number'],
    ['a value that is none', vectorAnswer([{metric: {le: '+Inf'}, value: 7}]), 'a bucket without a number'],
    [
      'the histograms of two pods',
      vectorAnswer(['a', 'b'].map((pod) => ({metric: {le: '+Inf', pod}, value: [1, '5']}))),
      'several histograms; add them up: sum by (le) (…)',
    ],
  ])('are none in %s', (_what, answer, reason) => {
    expect(readBuckets(answer)).toMatchObject({kind: 'unavailable', reason: expect.stringContaining(reason)});
  });
});
