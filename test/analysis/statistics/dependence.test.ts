import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {inflationAt, inflationOf, inflationOfLooks} from '../../../src/analysis/statistics/dependence.js';
import {normal, type Random, seededRandom} from '../../../src/metrics/mock/random.js';
import {shareOf} from './support/looks.js';

/** So many observations that the begin and the end of a look are nothing. */
const MANY = 1e9;
const NONE = {factor: 1, degrees: Infinity};

/** Each is `correlation` times the one before, and chance; of variance 1. */
function drawSeries(length: number, correlation: number, random: Random): number[] {
  let value = normal(random);
  return Array.from({length}, () => {
    const drawn = value;
    value = correlation * value + Math.sqrt(1 - correlation ** 2) * normal(random);
    return drawn;
  });
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

const anyResiduals = fc.array(fc.double({min: -1e6, max: 1e6, noNaN: true}), {maxLength: 40});
const anyDependence = fc.constantFrom('checked' as const, 'estimated' as const);

describe('how much observations hang together', () => {
  it('is a factor of at least 1, finite, whatever the looks were', () => {
    fc.assert(
      fc.property(anyResiduals, anyDependence, (residuals, dependence) => {
        const inflation = inflationOf(residuals, MANY, dependence);
        const {factor, degrees} = inflation;
        expect(inflationAt(inflation, 0.05)).toBeGreaterThanOrEqual(1);
        if (dependence === 'checked') expect(factor).toBeGreaterThanOrEqual(1);
        expect(factor).toBeLessThan(Infinity);
        expect(degrees).toBeGreaterThan(0);
      }),
    );
  });

  it('is nine elevenths at least where looks alone tell of it, which may seem to take turns', () => {
    fc.assert(
      fc.property(anyResiduals, anyDependence, (residuals, dependence) => {
        const {factor, degrees} = inflationOfLooks(residuals, residuals.length, dependence);
        expect(factor).toBeGreaterThanOrEqual(dependence === 'estimated' ? 0.818 : 1);
        expect(factor).toBeLessThan(Infinity);
        expect(degrees).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('rests on few degrees of freedom where most of the variance is in few looks, as of rare bursts', () => {
    const even = Array.from({length: 50}, (_, index) => (index % 3 === 0 ? 2 : -1));
    const bursts = Array.from({length: 50}, (_, index) => (index % 25 === 3 ? 7 : 0.1));
    const [many, few] = [even, bursts].map((residuals) => inflationOf(residuals, MANY, 'estimated').degrees);
    expect(few).toBeLessThan(5);
    expect(many).toBeGreaterThan(40);
  });

  it('is more where looks are so short that they cut bursts: of 5 and 10 requests each next to another by 0.6', () => {
    const wide = (spread: number) =>
      Array.from({length: 50}, (_, index) => (index % 4 < 2 ? 1 : -1) * Math.sqrt((spread * 49) / 50));
    const factor = (spread: number, samples: number) =>
      inflationOf(wide(spread), 50 * samples, 'estimated').factor;
    for (const samples of [5, 10, 20, 100]) {
      const cut = (2 * 0.6 * (1 - 0.6 ** samples)) / (samples * 0.4 ** 2); // of the variance of a burst of 4
      expect(factor(4 - cut, samples) / 4 ** 1.125).toBeGreaterThan(0.99);
      expect(factor(4 - cut, samples) / 4 ** 1.125).toBeLessThan(1.1);
    }
    expect(factor(0.9, 5)).toBe(factor(0.9, MANY));
  });

  it.each([[[]], [[5]], [[5, -5]]])('cannot be told from the looks %j', (residuals) => {
    expect(inflationOf(residuals, MANY, 'checked')).toEqual(NONE);
    expect(inflationOf(residuals, MANY, 'estimated')).toEqual(NONE);
  });

  it('is nothing where looks vary as independent requests do, or not at all', () => {
    expect(inflationOf([1, -1, -1, 1, 1, -1], MANY, 'checked')).toEqual(NONE);
    expect(inflationOf([0, 0, 0, 0], MANY, 'checked')).toEqual(NONE);
  });

  it('is the variance of the looks where that contradicts independence: twice as wide is four times', () => {
    const residuals = Array.from({length: 40}, (_, index) => (index % 4 < 2 ? 2 : -2) * Math.sqrt(39 / 40));
    expect(inflationOf(residuals, MANY, 'checked')).toEqual({factor: expect.closeTo(4, 9), degrees: 39});
  });

  it('is seldom seen where there is none: in about one of ten series at most', () => {
    const random = seededRandom('independent');
    const inflated = shareOf(1000, 0.1, () => inflationOf(drawSeries(20, 0, random), MANY, 'checked').factor > 1);
    expect(inflated.share).toBeLessThan(0.1 + 4 * inflated.standardError);
  });

  it('is seen no oftener among ten estimates that a verdict needs all of', () => {
    const random = seededRandom('ten');
    const isInflated = () => inflationOf(drawSeries(20, 0, random), MANY, {checkedAmong: 10}).factor > 1;
    const inflated = shareOf(400, 0.1, () => Array.from({length: 10}, isInflated).includes(true));
    expect(inflated.share).toBeLessThan(0.1 + 4 * inflated.standardError);
    expect(inflated.share).toBeGreaterThan(0);
  });

  it.each([0.3, 0.6])('is (1 + ρ) / (1 − ρ) in the middle of long series with ρ = %d', (correlation) => {
    const random = seededRandom(`correlation ${correlation}`);
    const factors = Array.from(
      {length: 200},
      () => inflationOf(drawSeries(400, correlation, random), MANY, 'estimated').factor,
    );
    const expected = (1 + correlation) / (1 - correlation);
    expect(median(factors) / expected).toBeGreaterThan(0.85);
    expect(median(factors) / expected).toBeLessThan(1.15);
  });

  it('leaves few degrees of freedom where looks alone tell of it, the fewer the more they hang together', () => {
    const [loose, close] = [0, 0.6].map((correlation) => {
      const series = drawSeries(100, correlation, seededRandom('degrees'));
      return inflationOfLooks(series, 100, 'estimated').degrees;
    });
    expect(loose).toBeLessThan(40);
    expect(close).toBeLessThan(loose! / 2);
    expect(inflationOfLooks(drawSeries(100, 0, seededRandom('degrees')), 100, 'checked').degrees).toBe(99);
  });
});

describe('the factor for a tail', () => {
  it('is the same at each where no degrees of freedom were lost', () => {
    for (const tail of [0, 1e-12, 0.05, 0.5]) expect(inflationAt({factor: 3, degrees: Infinity}, tail)).toBe(3);
  });

  it('is larger the smaller the tail and the fewer the degrees, and never a loss', () => {
    const anyTail = fc.double({min: 1e-15, max: 0.49, noNaN: true});
    const anyDegrees = fc.double({min: 0.1, max: 1000, noNaN: true});
    fc.assert(
      fc.property(anyTail, anyDegrees, (tail, degrees) => {
        const at = inflationAt({factor: 2, degrees}, tail);
        expect(at).toBeGreaterThanOrEqual(2);
        expect(inflationAt({factor: 2, degrees}, tail / 10)).toBeGreaterThanOrEqual(at * (1 - 1e-6));
        expect(inflationAt({factor: 2, degrees: 2 * degrees}, tail)).toBeLessThanOrEqual(at * (1 + 1e-6));
      }),
    );
  });

  it('has no end at 0, and is a number in the middle', () => {
    expect(inflationAt({factor: 2, degrees: 5}, 0)).toBe(Infinity);
    expect(inflationAt({factor: 2, degrees: 5}, 0.5)).toBe(2);
  });
});
