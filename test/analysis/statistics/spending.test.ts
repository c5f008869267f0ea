import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {type Spending, spendingOf} from '../../../src/analysis/statistics/spending.js';

const anyError = fc.double({min: 1e-6, max: 0.5, noNaN: true});
const anyTime = fc.double({min: 0, max: 1, noNaN: true});
const anySpending = fc
  .tuple(anyError, fc.double({min: 0.5, max: 30, noNaN: true}))
  .map(([error, exponent]): [number, Spending] => [error, spendingOf({error, exponent})]);

describe('spending of an error probability', () => {
  it('begins with nothing and ends with all of it, and goes on so if a run takes longer', () => {
    fc.assert(
      fc.property(anySpending, ([error, spending]) => {
        expect([spending(-0.1), spending(0)]).toEqual([0, 0]);
        expect(spending(1) / error).toBeCloseTo(1, 12);
        expect(spending(1.5)).toBe(spending(1));
      }),
    );
  });

  it('never takes back what was spent', () => {
    fc.assert(
      fc.property(anySpending, anyTime, anyTime, ([, spending], one, other) => {
        expect(spending(Math.min(one, other))).toBeLessThanOrEqual(spending(Math.max(one, other)));
      }),
    );
  });

  it('has the values of rpact for Kim and DeMets, error 0.03 and exponent 2.2', () => {
    // rpact, test-f_design_group_sequential.R, asKD with information rates 0.3, 0.7, 1
    const spent = [0.3, 0.7, 1].map(spendingOf({error: 0.03, exponent: 2.2}));
    [0.0021222083, 0.013687904, 0.03].forEach((value, index) => expect(spent[index]).toBeCloseTo(value, 9));
  });
});
