import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {dueCount, dueTime, requestsWithin} from '../../src/load/pacer.js';

const pace = {startMs: 1000, perSecond: 40};

describe('the pacer', () => {
  it('has the first request due at the start and one more every 25 ms at 40 a second', () => {
    expect([999, 1000, 1024.9, 1025, 2000].map((now) => dueCount(pace, now))).toEqual([0, 1, 1, 2, 41]);
    expect([0, 1, 40].map((index) => dueTime(pace, index))).toEqual([1000, 1025, 2000]);
  });

  it('fits 320 requests into 8 s at 40 a second, and one into any shorter time', () => {
    expect(requestsWithin(8000, 40)).toBe(320);
    expect(requestsWithin(1, 40)).toBe(1);
    expect(requestsWithin(0, 40)).toBe(0);
    expect(requestsWithin(300, 1 / 0.3)).toBe(1);
  });

  it('counts each request as due at its due time and not a microsecond before', () => {
    const paces = fc.record({
      startMs: fc.double({min: 0, max: 1e9, noNaN: true}),
      perSecond: fc.double({min: 0.01, max: 10_000, noNaN: true}),
    });
    fc.assert(
      fc.property(paces, fc.nat(100_000), (anyPace, index) => {
        const due = dueTime(anyPace, index);
        expect(dueCount(anyPace, due + 0.001)).toBeGreaterThan(index);
        expect(dueCount(anyPace, due - 0.001)).toBeLessThanOrEqual(index);
      }),
    );
  });
});
