import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {betaTails} from '../../../src/analysis/statistics/beta.js';
import {binomialCounts, sumOfCounts} from '../../../src/analysis/statistics/binomial.js';

const anyTrials = fc.integer({min: 1, max: 5000});
const anyChance = fc.double({min: 1e-6, max: 1 - 1e-6, noNaN: true});

describe('how many of some trials come out one way', () => {
  it('is one of 4, 4 over 16 of the time', () => {
    const {first, shares} = binomialCounts(4, 0.5);
    expect(first).toBe(0);
    [1, 4, 6, 4, 1].forEach((ways, count) => expect(shares[count]).toBeCloseTo(ways / 16, 15));
  });

  it('is none of none', () => {
    expect(binomialCounts(0, 0.3)).toEqual({first: 0, shares: Float64Array.of(1)});
  });

  it('has the tails of a beta distribution', () => {
    fc.assert(
      fc.property(anyTrials, anyChance, (trials, chance) => {
        const {first, shares} = binomialCounts(trials, chance);
        let below = 0;
        shares.forEach((share, index) => {
          below += share;
          const count = first + index;
          expect(below).toBeCloseTo(betaTails(chance, count + 1, trials - count).above, 11);
        });
      }),
      {numRuns: 40},
    );
  });

  it('adds up: of two lots it is that of both together', () => {
    fc.assert(
      fc.property(anyTrials, anyTrials, anyChance, (one, other, chance) => {
        const sum = sumOfCounts(binomialCounts(one, chance), binomialCounts(other, chance));
        const both = binomialCounts(one + other, chance);
        both.shares.forEach((share, index) => {
          expect(sum.shares[both.first + index - sum.first] ?? 0).toBeCloseTo(share, 12);
        });
      }),
      {numRuns: 40},
    );
  });
});
