import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {reachByLooks} from '../../../src/analysis/statistics/looks-alone.js';
import {estimateMean} from '../../../src/analysis/statistics/mean.js';
import {normalQuantile} from '../../../src/analysis/statistics/normal.js';
import type {Sample} from '../../../src/analysis/statistics/sample.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';
import {drawLatencies} from './support/looks.js';

const EVERYTHING = {lower: -Infinity, upper: Infinity};
const withoutSquares = (sample: Sample): Sample => sample.map(({samples, sum}) => ({samples, sum}));

const anyTail = fc.double({min: 1e-12, max: 0.499, noNaN: true});
const anyLatencies = fc
  .tuple(fc.string(), fc.array(fc.integer({min: 0, max: 60}), {minLength: 1, maxLength: 15}))
  .map(([seed, added]) => drawLatencies([1 + added[0]!, ...added.slice(1)], seededRandom(seed)));
const anyEstimate = fc
  .tuple(anyLatencies, fc.boolean(), fc.constantFrom('checked' as const, 'estimated' as const))
  .map(([sample, isBare, dependence]) => estimateMean(isBare ? withoutSquares(sample) : sample, dependence));

describe('the bounds of a mean', () => {
  it('are z standard errors away where squares are known: 100 values of 4 and 6', () => {
    const sample = [{samples: 100, sum: 500, squares: 50 * 16 + 50 * 36}];
    const {value, bounds, effectiveSamples} = estimateMean(sample, 'checked');
    expect([value, effectiveSamples]).toEqual([5, 100]);
    expect(bounds(0.05).upper).toBeCloseTo(5 + normalQuantile(0.05) * Math.sqrt(100 / 99 / 100), 12);
    expect(bounds(0.05).lower).toBeCloseTo(5 - normalQuantile(0.05) * Math.sqrt(100 / 99 / 100), 12);
  });

  it('reach as far as the looks tell, where nothing else does: four of equal size with means of 4, 6, 6 and 4', () => {
    const sums = [400, 1000, 1600, 2000];
    const sample = sums.map((sum, index) => ({samples: 100 * (index + 1), sum}));
    const {value, bounds, silentLooks} = estimateMean(sample, 'checked');
    const standardError = Math.sqrt(4 / 3 / 4);
    const {below, above} = reachByLooks(0.05, sample.at(-1)!, {factor: 1, degrees: 3}, 'checked');
    expect([value, silentLooks]).toEqual([5, 3]);
    expect(bounds(0.05).lower).toBeCloseTo(5 - below * standardError, 9);
    expect(bounds(0.05).upper).toBeCloseTo(5 + above * standardError, 9);
  });

  it('are told by the looks from the fourth on that saw something, and 30 observations', () => {
    const silent = (added: number[]) =>
      estimateMean(withoutSquares(drawLatencies(added, seededRandom('silent'))), 'checked').silentLooks;
    expect(silent([50, 50, 50, 50, 50, 50])).toBe(3);
    expect(silent([50, 0, 50, 50, 0, 50, 50])).toBe(5);
    expect(silent([5, 5, 5, 5, 5, 5, 5])).toBe(5);
    expect(silent([50, 50, 50])).toBe(3);
    expect(estimateMean(drawLatencies([50, 50], seededRandom('silent')), 'checked').silentLooks).toBeUndefined();
  });

  it('are wider on the side of a long tail, where third powers tell of it, and as before on the other', () => {
    const [last] = drawLatencies([400], seededRandom('tail'));
    const [skewed, plain] = [last!, {...last!, cubes: undefined}].map((look) => estimateMean([look], 'checked'));
    expect(skewed!.bounds(0.05).upper).toBeGreaterThan(plain!.bounds(0.05).upper);
    expect(skewed!.bounds(0.05).lower).toBe(plain!.bounds(0.05).lower);
    expect([skewed!.value, skewed!.effectiveSamples]).toEqual([plain!.value, plain!.effectiveSamples]);
  });

  it('contain the mean, are wider the smaller the tail, and no number is missing', () => {
    fc.assert(
      fc.property(anyEstimate, anyTail, ({value, bounds}, tail) => {
        const [near, far] = [bounds(tail), bounds(tail / 3)];
        const order = [far.lower, near.lower, value, near.upper, far.upper];
        order.slice(1).forEach((place, index) => expect(place).toBeGreaterThanOrEqual(order[index]!));
      }),
    );
  });

  it('move and grow with the unit', () => {
    fc.assert(
      fc.property(anyLatencies, fc.double({min: 0.001, max: 1000, noNaN: true}), (sample, unit) => {
        const scaled = sample.map((look) => ({
          ...{...look, sum: look.sum * unit},
          ...{squares: look.squares! * unit ** 2, cubes: look.cubes! * unit ** 3},
        }));
        const [one, other] = [sample, scaled].map((all) => estimateMean(all, 'checked').bounds(0.05).upper);
        if (one === Infinity) expect(other).toBe(Infinity);
        else expect(other! / (one! * unit)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('are narrower the more observations there are', () => {
    const random = seededRandom('narrower');
    const [few, many] = [[100], [1600]].map((added) => estimateMean(drawLatencies(added, random), 'checked'));
    const reach = ({bounds, value}: NonNullable<typeof few>) => bounds(0.05).upper - value;
    expect(reach(few!) / reach(many!)).toBeGreaterThan(3);
  });

  it.each([
    ['fewer than 30 observations', [29], 'checked'],
    ['a single observation', [1], 'checked'],
    ['fewer than four looks that alone could tell', [40, 40, 40], 'estimated'],
  ] as const)('exclude nothing with %s', (_situation, added, dependence) => {
    const {bounds, effectiveSamples} = estimateMean(drawLatencies(added, seededRandom('few')), dependence);
    expect(bounds(0.05)).toEqual(EVERYTHING);
    expect(effectiveSamples === 0).toBe(true);
  });

  it('exclude nothing where nothing varies: that tells not how much values do', () => {
    const sample = [1, 2, 3, 4, 5].map((index) => ({samples: 50 * index, sum: 150 * index}));
    for (const dependence of ['checked', 'estimated'] as const) {
      const {bounds} = estimateMean(sample, dependence);
      expect([bounds(0.05), bounds(1e-80), bounds(0)]).toEqual(Array(3).fill(EVERYTHING));
    }
  });

  it('come from the looks that saw something', () => {
    const sample = drawLatencies([50, 0, 50, 50, 0, 50], seededRandom('pauses'));
    const seen = sample.filter((_, index) => index !== 1 && index !== 4);
    const [all, some] = [sample, seen].map((looks) => estimateMean(withoutSquares(looks), 'checked').bounds(0.05));
    expect(all).toEqual(some);
  });
});
