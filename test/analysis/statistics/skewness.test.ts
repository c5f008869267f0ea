import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {skewedReach, skewnessOfMean} from '../../../src/analysis/statistics/skewness.js';

const anyZ = fc.double({min: 0.001, max: 12, noNaN: true});
const anySkewness = fc.double({min: 1e-4, max: 5, noNaN: true});

/** 75 times 0 and 25 times 4: a mean of 1, a variance of 3, a third central moment of (3·−1 + 27)/4 = 6. */
const SKEWED = {samples: 100, sum: 100, squares: 400, cubes: 1600};

describe('the skewness of a mean', () => {
  it('is twice what is seen in 100 observations, over the root of their number', () => {
    expect(skewnessOfMean(SKEWED)).toBeCloseTo((2 * (6 / 3 ** 1.5)) / 10, 12);
  });

  it('does not depend on the unit, and changes sign with the values', () => {
    const {sum, squares, cubes} = SKEWED;
    const scaled = {...SKEWED, sum: sum * 50, squares: squares * 50 ** 2, cubes: cubes * 50 ** 3};
    expect(skewnessOfMean(scaled)).toBeCloseTo(skewnessOfMean(SKEWED), 12);
    expect(skewnessOfMean({...SKEWED, sum: -sum, cubes: -cubes})).toBeCloseTo(-skewnessOfMean(SKEWED), 12);
  });

  it.each([
    ['no third powers are known', {cubes: undefined}],
    ['no squares are known', {squares: undefined}],
    ['nothing varies', {sum: 200, squares: 400, cubes: 800}],
  ])('is none where %s', (_situation, over) => {
    expect(skewnessOfMean({...SKEWED, ...over})).toBe(0);
  });
});

describe('the reach of a bound', () => {
  it('undoes the transformation of Hall: W + kW²/3 + k²W³/27 + k/6 is z again', () => {
    fc.assert(
      fc.property(
        fc.double({min: 1, max: 4, noNaN: true}),
        fc.double({min: 0.01, max: 0.25, noNaN: true}),
        (z, skewness) => {
          const w = -skewedReach(z, skewness);
          const back = w + (skewness * w ** 2) / 3 + (skewness ** 2 * w ** 3) / 27 + skewness / 6;
          expect(-back).toBeCloseTo(z, 9);
        },
      ),
    );
  });

  it('is z without a long tail on its side', () => {
    for (const skewness of [0, -0.3]) expect(skewedReach(1.6449, skewness)).toBe(1.6449);
    expect(skewedReach(-1, 0.3)).toBe(-1);
  });

  it('is z or more, about four times that at most, and does not shrink as z or the skewness grows', () => {
    fc.assert(
      fc.property(anyZ, anySkewness, fc.double({min: 1, max: 3, noNaN: true}), (z, skewness, factor) => {
        const reach = skewedReach(z, skewness);
        expect(reach).toBeGreaterThanOrEqual(z);
        expect(reach).toBeLessThanOrEqual(4 * z + 2);
        expect(skewedReach(z * factor, skewness)).toBeGreaterThanOrEqual(reach * (1 - 1e-9));
        expect(skewedReach(z, skewness * factor)).toBeGreaterThanOrEqual(reach * (1 - 1e-9));
      }),
    );
  });
});
