import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {estimateDifference} from '../../../src/analysis/statistics/difference.js';
import type {Estimate} from '../../../src/analysis/statistics/estimate.js';
import {estimateMean} from '../../../src/analysis/statistics/mean.js';
import {estimateProportion} from '../../../src/analysis/statistics/proportion.js';

const share = (samples: number, bad: number): Estimate => estimateProportion([{samples, sum: bad}], 'checked');
/** Of values half of which are one above the mean, the others one below. */
const mean = (samples: number, value: number): Estimate =>
  estimateMean([{samples, sum: samples * value, squares: samples * (value ** 2 + 1)}], 'checked');

const anyTail = fc.double({min: 1e-9, max: 0.49, noNaN: true});
const anyFactor = fc.double({min: 0.1, max: 10, noNaN: true});
const anyShare = fc
  .integer({min: 1, max: 100_000})
  .chain((samples) => fc.integer({min: 0, max: samples}).map((bad) => share(samples, bad)));

describe('the bounds of a difference', () => {
  it('are those of the normal test for two means: variances add up', () => {
    const {value, bounds} = estimateDifference(mean(400, 7), mean(100, 5));
    const [one, other] = [mean(400, 7).bounds(0.05).upper - 7, mean(100, 5).bounds(0.05).upper - 5];
    expect(value).toBe(2);
    expect(bounds(0.05).upper - 2).toBeCloseTo(Math.sqrt(one ** 2 + other ** 2), 12);
  });

  it('contain the difference, and are wider the smaller the tail', () => {
    fc.assert(
      fc.property(anyShare, anyShare, anyFactor, anyTail, (one, other, factor, tail) => {
        const {value, bounds} = estimateDifference(one, other, factor);
        const [near, far] = [bounds(tail), bounds(tail / 3)];
        const order = [far.lower, near.lower, value, near.upper, far.upper];
        order.slice(1).forEach((place, index) => expect(place).toBeGreaterThanOrEqual(order[index]! - 1e-12));
      }),
    );
  });

  it('change sides when the versions change places', () => {
    fc.assert(
      fc.property(anyShare, anyShare, anyTail, (one, other, tail) => {
        const [there, back] = [estimateDifference(one, other), estimateDifference(other, one)];
        expect(there.value).toBe(0 - back.value);
        expect(there.bounds(tail).upper).toBeCloseTo(-back.bounds(tail).lower, 12);
      }),
    );
  });

  it('are those of one version alone, nearly, where the other is known far better', () => {
    const {bounds} = estimateDifference(share(500, 10), share(100_000_000, 1_000_000));
    expect(bounds(0.05).upper).toBeCloseTo(share(500, 10).bounds(0.05).upper - 0.01, 5);
  });

  it('compare with a multiple of the other', () => {
    expect(estimateDifference(share(1000, 30), share(1000, 10), 2).value).toBeCloseTo(0.01, 15);
  });

  it('exclude nothing where nothing is known of one of them', () => {
    const difference = estimateDifference(mean(400, 7), mean(3, 5));
    expect(difference.bounds(0.05)).toEqual({lower: -Infinity, upper: Infinity});
    expect(difference.effectiveSamples).toBe(0);
  });

  it('rest on the smaller sample: of equal ones, half is the worth of both', () => {
    const {samples, effectiveSamples} = estimateDifference(share(1000, 10), share(1000, 10));
    expect([samples, effectiveSamples]).toEqual([1000, 500]);
  });
});
