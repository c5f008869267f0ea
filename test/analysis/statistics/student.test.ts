import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {normalQuantile, normalTail} from '../../../src/analysis/statistics/normal.js';
import {studentQuantile, studentTail} from '../../../src/analysis/statistics/student.js';

const anyDegrees = fc.double({min: 0, max: 6, noNaN: true}).map((exponent) => 10 ** exponent);
const anyT = fc.double({min: -50, max: 50, noNaN: true});
const anyTail = fc.double({min: 1e-15, max: 0.999, noNaN: true});

describe("Student's distribution", () => {
  it('is that of Cauchy with one degree of freedom: tan(π (1/2 − tail)), also far out', () => {
    for (const tail of [0.4, 0.25, 0.05]) {
      expect(studentQuantile(tail, 1)).toBeCloseTo(Math.tan(Math.PI * (0.5 - tail)), 12);
    }
    expect(studentQuantile(1e-12, 1) * Math.PI * 1e-12).toBeCloseTo(1, 12);
  });

  it('has the share 1/2 − t / √(8 + 4t²) above t with two degrees', () => {
    for (const t of [0, 0.1, 1, 4]) expect(studentTail(t, 2)).toBeCloseTo(0.5 - t / Math.sqrt(8 + 4 * t * t), 14);
  });

  it('is nearly the normal one with many degrees', () => {
    expect(studentTail(2, 1e6)).toBeCloseTo(normalTail(2), 6);
    expect(studentQuantile(0.001, 1e6)).toBeCloseTo(normalQuantile(0.001), 4);
  });

  it('has the same above a place as below its opposite', () => {
    fc.assert(
      fc.property(anyT, anyDegrees, (t, degrees) => {
        expect(studentTail(t, degrees) + studentTail(-t, degrees)).toBeCloseTo(1, 14);
      }),
    );
  });

  it('has a quantile that its tail leads back from', () => {
    fc.assert(
      fc.property(anyTail, anyDegrees, (tail, degrees) => {
        expect(studentTail(studentQuantile(tail, degrees), degrees) / tail).toBeCloseTo(1, 7);
      }),
    );
  });

  it('reaches farther the fewer degrees there are, never less far than the normal one', () => {
    fc.assert(
      fc.property(fc.double({min: 1e-15, max: 0.49, noNaN: true}), anyDegrees, (tail, degrees) => {
        const quantile = studentQuantile(tail, degrees);
        expect(quantile).toBeGreaterThan(studentQuantile(tail, degrees * 1.5) * (1 - 1e-9));
        expect(quantile).toBeGreaterThan(normalQuantile(tail) * (1 - 1e-9));
      }),
    );
  });

  it('has no end', () => {
    expect([studentQuantile(0, 5), studentQuantile(1, 5)]).toEqual([Infinity, -Infinity]);
  });
});
