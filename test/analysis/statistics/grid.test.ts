import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {gridBelow} from '../../../src/analysis/statistics/grid.js';
import {normalDensity, normalTail} from '../../../src/analysis/statistics/normal.js';

const anyBound = fc.double({min: -3, max: 10, noNaN: true});
const anyGrowth = fc.double({min: 0.005, max: 0.9, noNaN: true});

describe('a grid below a bound', () => {
  it('integrates a normal density, and one that is as narrow as what a look adds', () => {
    fc.assert(
      fc.property(anyBound, anyGrowth, (bound, growth) => {
        const {places, widths} = gridBelow(bound, growth);
        const below = (spread: number) =>
          widths.reduce((sum, width, index) => sum + width * normalDensity((places[index]! - bound) / spread), 0) /
          spread;
        const all = widths.reduce((sum, width, index) => sum + width * normalDensity(places[index]!), 0);
        expect(all).toBeCloseTo(1 - normalTail(bound), 8);
        expect(below(Math.sqrt(growth))).toBeCloseTo(0.5, 5);
      }),
    );
  });

  it('has ascending places, the first of them evenly spaced, and none beyond the bound', () => {
    fc.assert(
      fc.property(anyBound, anyGrowth, (bound, growth) => {
        const {places, evenCount, distance} = gridBelow(bound, growth);
        const steps = Array.from(places.subarray(1), (place, index) => place - places[index]!);
        expect(steps.every((step) => step > 0)).toBe(true);
        steps.slice(0, evenCount - 1).forEach((step) => expect(step).toBeCloseTo(distance, 12));
        expect(places.at(-1)).toBeLessThan(bound);
      }),
    );
  });
});
