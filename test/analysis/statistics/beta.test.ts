import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {betaQuantile, betaTails, lowerBetaQuantile} from '../../../src/analysis/statistics/beta.js';

/** 0.01 to 10 million, each size as often as any other. */
const anyShape = fc.double({min: -2, max: 7, noNaN: true}).map((exponent) => 10 ** exponent);
const anyPlace = fc.double({min: 0.001, max: 0.999, noNaN: true});
const anyShare = fc.double({min: 1e-3, max: 0.999, noNaN: true});

describe('a beta distribution', () => {
  it('is uniform with the shapes 1 and 1, and a power with one of them 1', () => {
    fc.assert(fc.property(anyPlace, (x) => expect(betaTails(x, 1, 1).below).toBeCloseTo(x, 13)));
    fc.assert(fc.property(anyPlace, (x) => expect(betaTails(x, 3, 1).below).toBeCloseTo(x ** 3, 13)));
  });

  it('tells how likely so many of ten are: three or more with a chance of 0.2, 1 − 0.8¹⁰ − 2 · 0.8⁹ − 1.8 · 0.8⁸', () => {
    expect(betaTails(0.2, 3, 8).below).toBeCloseTo(1 - 0.8 ** 10 - 2 * 0.8 ** 9 - 1.8 * 0.8 ** 8, 14);
  });

  it('has two sides that are shares and add to one', () => {
    fc.assert(
      fc.property(anyPlace, anyShape, anyShape, (x, a, b) => {
        const {below, above} = betaTails(x, a, b);
        expect(below + above).toBeCloseTo(1, 14);
        expect(Math.min(below, above)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is mirrored when its shapes change places', () => {
    fc.assert(
      fc.property(anyPlace, anyShape, anyShape, (x, a, b) => {
        expect(betaTails(x, a, b).below).toBeCloseTo(betaTails(1 - x, b, a).above, 8);
      }),
    );
  });

  it('has no less below a place that is farther', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, anyShape, anyShape, (one, other, a, b) => {
        const [near, far] = [Math.min(one, other), Math.max(one, other)];
        expect(betaTails(near, a, b).below).toBeLessThanOrEqual(betaTails(far, a, b).below + 1e-14);
      }),
    );
  });

  it('has quantiles that its tails lead back from', () => {
    const large = anyShape.filter((shape) => shape >= 1);
    fc.assert(
      fc.property(anyShare, large, large, (share, a, b) => {
        // A place is known to 1e-16, and the distribution may be no wider than 1e-10.
        expect(betaTails(betaQuantile(share, a, b), a, b).above / share).toBeCloseTo(1, 4);
        expect(betaTails(lowerBetaQuantile(share, a, b), a, b).below / share).toBeCloseTo(1, 4);
      }),
    );
  });

  it('has one quantile, whether from above or from below', () => {
    fc.assert(
      fc.property(fc.double({min: 0.01, max: 0.99, noNaN: true}), anyShape, anyShape, (share, a, b) => {
        expect(betaQuantile(share, a, b)).toBeCloseTo(lowerBetaQuantile(1 - share, a, b), 9);
      }),
    );
  });

  it('is all on one side when a shape is 0', () => {
    expect([betaQuantile(0.3, 0, 5), betaQuantile(0.3, 5, 0)]).toEqual([0, 1]);
    expect([lowerBetaQuantile(0.3, 0, 5), lowerBetaQuantile(0.3, 5, 0)]).toEqual([0, 1]);
    expect([betaTails(0.3, 0, 5).below, betaTails(0.3, 5, 0).below]).toEqual([1, 0]);
  });

  it('ends at 0 and 1', () => {
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([1, 0]);
    expect([lowerBetaQuantile(0, 2, 3), lowerBetaQuantile(1, 2, 3)]).toEqual([0, 1]);
    expect([betaTails(0, 2, 3).below, betaTails(1, 2, 3).below]).toEqual([0, 1]);
  });
});
