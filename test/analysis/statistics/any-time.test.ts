import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {anyTimeBound} from '../../../src/analysis/statistics/any-time.js';
import {normalQuantile} from '../../../src/analysis/statistics/normal.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';
import {drawPath, shareOf} from './support/looks.js';

const anyError = fc.double({min: 1e-12, max: 0.99, noNaN: true});
const anyGrowth = fc.double({min: 0, max: 14, noNaN: true}).map((exponent) => Math.exp(exponent));

describe('the bound for any number of looks', () => {
  it('is that of the mixture: √(2 (V + ρ) ln(√((V + ρ) / ρ) / 2α + 1) / V)', () => {
    // Worked out for α = 0.05, V = 1 and 10 units of information at which the bound is narrowest.
    const rho = 10 / (2 * Math.log(10) + Math.log(1 + 2 * Math.log(10)));
    const squared = 2 * (1 + rho) * Math.log(Math.sqrt((1 + rho) / rho) / 0.1 + 1);
    expect(anyTimeBound(1, 1, 0.05)).toBeCloseTo(Math.sqrt(squared), 12);
  });

  it('is a number above that of a single look', () => {
    fc.assert(
      fc.property(anyError, anyGrowth, (error, growth) => {
        const bound = anyTimeBound(1, growth, error);
        expect(bound).toBeGreaterThan(normalQuantile(error));
        expect(bound).toBeLessThan(100);
      }),
    );
  });

  it('is higher for fewer errors, as long as those are few', () => {
    fc.assert(
      fc.property(fc.double({min: 1e-12, max: 0.1, noNaN: true}), anyGrowth, (error, growth) => {
        expect(anyTimeBound(1, growth, error / 2)).toBeGreaterThan(anyTimeBound(1, growth, error));
      }),
    );
  });

  it('does not depend on the unit of information', () => {
    fc.assert(
      fc.property(anyGrowth, anyGrowth, (growth, unit) => {
        expect(anyTimeBound(unit, unit * growth, 0.05)).toBeCloseTo(anyTimeBound(1, growth, 0.05), 8);
      }),
    );
  });

  it('bounds the estimate ever closer', () => {
    fc.assert(
      fc.property(anyGrowth, (growth) => {
        const distance = (information: number) => anyTimeBound(1, information, 0.05) / Math.sqrt(information);
        expect(distance(growth * 1.1)).toBeLessThan(distance(growth));
      }),
    );
  });

  it('is crossed by chance no more often than is allowed, over 100 looks from 1 to 1,000', () => {
    const random = seededRandom('any time');
    const looks = Array.from({length: 100}, (_, index) => ({time: 0, information: 1000 ** (index / 99)}));
    const bounds = looks.map(({information}) => anyTimeBound(1, information, 0.05));
    const crossed = shareOf(2000, 0.05, () => drawPath(looks, random).some((z, index) => z >= bounds[index]!));
    expect(crossed.share).toBeLessThan(0.05 + 4 * crossed.standardError);
    expect(crossed.share).toBeGreaterThan(0.01); // it does not hold by being far away
  });
});
