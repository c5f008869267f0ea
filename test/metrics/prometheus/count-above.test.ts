import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {countAboveLimit, scaleCountAbove} from '../../../src/metrics/prometheus/count-above.js';

const BUCKETS = [
  {upTo: 0.1, count: 60},
  {upTo: 0.2, count: 90},
  {upTo: 0.5, count: 98},
  {upTo: Infinity, count: 100},
];

describe('the observations above a limit', () => {
  it('are counted exactly at the bound of a bucket, however it was rounded', () => {
    expect(countAboveLimit(BUCKETS, 0.2)).toEqual({of: 100, count: 10});
    expect(countAboveLimit(BUCKETS, 200 / 1000 + 1e-16)).toEqual({of: 100, count: 10});
  });

  it('inside a bucket are those that are if it is filled evenly, between the least and the most there may be', () => {
    const {count, ...known} = countAboveLimit(BUCKETS, 0.35);
    expect(count).toBeCloseTo(6, 12);
    expect(known).toEqual({of: 100, within: {bounds: {lower: 0.2, upper: 0.5}, least: 2, most: 10}});
  });

  it('inside the first bucket lie between nothing and its bound', () => {
    expect(countAboveLimit(BUCKETS, 0.025)).toEqual({
      of: 100,
      count: 85,
      within: {bounds: {lower: 0, upper: 0.1}, least: 40, most: 100},
    });
  });

  it('beyond the last bound may be all that lie there, and are taken to be', () => {
    const within = {bounds: {lower: 0.5, upper: Infinity}, least: 0, most: 2};
    expect(countAboveLimit(BUCKETS, 3)).toEqual({of: 100, count: 2, within});
  });

  it('are exact inside a bucket that holds nothing', () => {
    const buckets = [{upTo: 1, count: 7}, {upTo: 2, count: 7}, {upTo: Infinity, count: 9}]; // prettier-ignore
    expect(countAboveLimit(buckets, 1.5)).toEqual({of: 9, count: 2});
  });

  it('are never more than all, nor outside of what is possible, nor more above a higher limit', () => {
    const anyLimit = fc.double({min: -1, max: 2, noNaN: true});
    fc.assert(
      fc.property(anyLimit, anyLimit, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)].map((limit) =>
          countAboveLimit(BUCKETS, limit),
        );
        expect(low!.count).toBeGreaterThanOrEqual(high!.count);
        for (const {count, within = {least: count, most: count}} of [low!, high!]) {
          expect(count).toBeGreaterThanOrEqual(within.least);
          expect(count).toBeLessThanOrEqual(Math.min(100, within.most));
        }
      }),
    );
  });

  it('have the bounds of their bucket in the unit of the metric', () => {
    expect(scaleCountAbove(countAboveLimit(BUCKETS, 0.35), 1000).within).toMatchObject({
      bounds: {lower: 200, upper: 500},
    });
    expect(scaleCountAbove({of: 3, count: 1}, 1000)).toEqual({of: 3, count: 1});
  });
});
