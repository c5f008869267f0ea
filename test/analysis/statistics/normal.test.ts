import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {normalDensity, normalQuantile, normalTail} from '../../../src/analysis/statistics/normal.js';

const anyZ = fc.double({min: -8, max: 8, noNaN: true});
const anyTail = fc.double({min: 1e-300, max: 0.999, noNaN: true});

describe('the normal distribution', () => {
  it('has 2.5 % above 1.959964, the best known of its places', () => {
    expect(normalQuantile(0.025)).toBeCloseTo(1.959963984540054, 14);
    expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 16);
  });

  it('has the same above a place as below its opposite', () => {
    fc.assert(fc.property(anyZ, (z) => expect(normalTail(z) + normalTail(-z)).toBeCloseTo(1, 14)));
    fc.assert(fc.property(anyZ, (z) => expect(normalDensity(z)).toBe(normalDensity(-z))));
  });

  it('has a quantile that its tail leads back from, however far out', () => {
    fc.assert(fc.property(anyTail, (tail) => expect(normalTail(normalQuantile(tail)) / tail).toBeCloseTo(1, 10)));
  });

  it('has less above a place the farther that is', () => {
    fc.assert(
      fc.property(anyZ, fc.double({min: 1e-3, max: 5, noNaN: true}), (z, more) => {
        if (z > -6) expect(normalTail(z + more)).toBeLessThan(normalTail(z)); // before, nearly all is above
      }),
    );
  });

  it.each([0.46875, 4])('goes on without a step where the way of computing it changes, at %d √2', (argument) => {
    const z = argument * Math.SQRT2;
    expect(normalTail(z - 1e-12) / normalTail(z + 1e-12)).toBeCloseTo(1, 10);
  });

  it.each([[0, Infinity], [1, -Infinity]])('has the share %d above %d', (tail, z) => {
    expect(normalQuantile(tail)).toBe(z);
    expect(normalTail(z)).toBe(tail);
  }); // prettier-ignore

  it.each([1e-300, 1e-310, 5e-324])('has a finite place above which %d is', (tail) => {
    expect(normalQuantile(tail)).toBeGreaterThan(37);
    expect(normalQuantile(tail)).toBeLessThan(39);
  });
});
