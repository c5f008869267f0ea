import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {betaTails} from '../../../src/analysis/statistics/beta.js';
import {type Dependence, MANY_LOOKS} from '../../../src/analysis/statistics/dependence.js';
import {errorTail} from '../../../src/analysis/statistics/error-tail.js';
import {estimateProportion} from '../../../src/analysis/statistics/proportion.js';
import type {Sample} from '../../../src/analysis/statistics/sample.js';
import {drawCounts, evenTimes, looksAt} from './support/looks.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';

const single = (samples: number, sum: number): Sample => [{samples, sum}];
const boundsOf = (samples: number, sum: number, tail: number) =>
  estimateProportion(single(samples, sum), 'checked').bounds(tail);

const anyTail = fc.double({min: 1e-12, max: 0.499, noNaN: true});
const anyCounts = fc
  .integer({min: 1, max: 1_000_000})
  .chain((samples) => fc.tuple(fc.constant(samples), fc.integer({min: 0, max: samples})));
/** Requests and bad ones that came at each of several looks. */
const anySample: fc.Arbitrary<Sample> = fc
  .array(fc.tuple(fc.integer({min: 0, max: 3000}), fc.double({min: 0, max: 1, noNaN: true})), {minLength: 1, maxLength: 20})
  .map((steps) => {
    let [samples, sum] = [1, 0];
    return steps.map(([added, share]) => {
      samples += added;
      sum += Math.round(added * share ** 4);
      return {samples, sum};
    });
  }); // prettier-ignore

describe('the bounds of a share', () => {
  it('are those of Clopper and Pearson for 10 of 100 bad: 4.90 to 17.62 %', () => {
    const {lower, upper} = boundsOf(100, 10, 0.025);
    expect(lower).toBeCloseTo(0.04900469, 8); // binom.test(10, 100) of R
    expect(upper).toBeCloseTo(0.1762226, 8);
  });

  it('lie on the side of a limit on which the probability there says that they do', () => {
    const anyLimit = fc.double({min: 1e-4, max: 0.9999, noNaN: true});
    fc.assert(
      fc.property(anyCounts, anyTail, anyLimit, ([samples, sum], tail, limit) => {
        const {lower, upper} = boundsOf(samples, sum, tail);
        const asMany = betaTails(limit, sum, samples - sum + 1).below; // chance of so many or more at the limit
        const asFew = betaTails(limit, sum + 1, samples - sum).above;
        if (Math.abs(lower - limit) > 1e-9) expect(lower > limit).toBe(asMany < tail);
        if (Math.abs(upper - limit) > 1e-9) expect(upper < limit).toBe(asFew < tail);
      }),
      {numRuns: 300},
    );
  });

  it('are 1 − tail^(1/n) where none of n is bad, and its mirror image where all are', () => {
    expect(boundsOf(300, 0, 0.05)).toEqual({lower: 0, upper: expect.closeTo(1 - 0.05 ** (1 / 300), 12)});
    expect(boundsOf(300, 300, 0.05)).toEqual({lower: expect.closeTo(0.05 ** (1 / 300), 12), upper: 1});
  });

  it('say nearly nothing of a single request', () => {
    expect(boundsOf(1, 0, 0.05)).toEqual({lower: 0, upper: expect.closeTo(0.95, 12)});
    expect(boundsOf(1, 1, 0.05)).toEqual({lower: expect.closeTo(0.05, 12), upper: 1});
  });

  it('contain the share, inside 0 to 1, and are wider the smaller the tail', () => {
    fc.assert(
      fc.property(anySample, anyTail, fc.constantFrom('checked', 'estimated'), (sample, tail, dependence) => {
        const {value, bounds} = estimateProportion(sample, dependence);
        const [near, far] = [bounds(tail), bounds(tail / 3)];
        const order = [0, far.lower, near.lower, value, near.upper, far.upper, 1];
        order.slice(1).forEach((place, index) => expect(place).toBeGreaterThanOrEqual(order[index]! - 1e-12));
      }),
    );
  });

  it('are narrower the more requests there are', () => {
    fc.assert(
      fc.property(anyCounts, anyTail, ([samples, bad], tail) => {
        const [few, many] = [boundsOf(samples, bad, tail), boundsOf(4 * samples, 4 * bad, tail)];
        expect(many.upper - many.lower).toBeLessThan(few.upper - few.lower);
      }),
    );
  });

  it('are mirrored when good and bad change places', () => {
    fc.assert(
      fc.property(anyCounts, anyTail, ([samples, bad], tail) => {
        const [one, other] = [boundsOf(samples, bad, tail), boundsOf(samples, samples - bad, tail)];
        expect(one.lower).toBeCloseTo(1 - other.upper, 9);
      }),
    );
  });

  it('exclude nothing at a tail of 0', () => {
    const sample = drawCounts(Array<number>(60).fill(100), 0.1, seededRandom('nothing'));
    expect(estimateProportion(sample, 'estimated').bounds(0)).toEqual({lower: 0, upper: 1});
  });

  it('are wider where looks differ more than independent requests would', () => {
    const even: Sample = [1, 2, 3, 4, 5, 6].map((index) => ({samples: 1000 * index, sum: 20 * index}));
    const bursts = [0, 60, 60, 60, 60, 120].map((sum, index) => ({samples: 1000 * (index + 1), sum}));
    const [calm, wild] = [estimateProportion(even, 'checked'), estimateProportion(bursts, 'checked')];
    expect(wild.value).toBe(calm.value);
    expect(wild.bounds(0.05).upper).toBeGreaterThan(calm.bounds(0.05).upper);
    expect(wild.effectiveSamples).toBeLessThan(calm.effectiveSamples / 10);
    expect(calm.effectiveSamples).toBe(6000);
  }); // prettier-ignore

  it('lie no nearer than those of no burst at all, where requests may hang together: four for one', () => {
    const looks = Array.from({length: 50}, (_, index) => ({samples: 20 * (index + 1), sum: 0}));
    const all = looks.map(({samples}) => ({samples, sum: samples}));
    const [none, every] = [looks, all].map((sample) => estimateProportion(sample, 'estimated').bounds(0.05));
    expect(none!.upper).toBeCloseTo(1 - 0.05 ** (4 / 1000), 9);
    expect(every!.lower).toBeCloseTo(0.05 ** (4 / 1000), 9);
    const alone = looks.map((look, index) => ({...look, sum: index < 25 ? 0 : 1}));
    expect(estimateProportion(alone, 'estimated').bounds(0.05).upper).toBeGreaterThanOrEqual(none!.upper);
  });

  it('tell nothing of how requests hang together before the fourth look that saw some', () => {
    const looks = [300, 600, 600, 900, 1200].map((samples) => ({samples, sum: 3}));
    expect(estimateProportion(looks, 'estimated').silentLooks).toBe(4);
    expect(estimateProportion(looks.slice(0, 3), 'estimated').silentLooks).toBe(3);
    expect(estimateProportion(looks, 'checked').silentLooks).toBeUndefined();
  });

  it('show with 12,700 requests without an error, in fifty looks, what 3,200 would if they were known to be independent', () => {
    const tail = errorTail(looksAt(evenTimes(MANY_LOOKS)), 0.05, MANY_LOOKS, {pace: 'patient'});
    const upper = (samples: number, dependence: Dependence) =>
      estimateProportion(single(samples, 0), dependence).bounds(tail).upper;
    expect([upper(12_730, 'estimated') <= 0.001, upper(12_650, 'estimated') <= 0.001]).toEqual([true, false]);
    expect([upper(3185, 'checked') <= 0.001, upper(3160, 'checked') <= 0.001]).toEqual([true, false]);
  });

  it('take more bad ones than there are requests, or fewer than none, for all and none', () => {
    expect(estimateProportion(single(10, 12), 'checked').value).toBe(1);
    expect(estimateProportion(single(10, -1), 'checked').value).toBe(0);
  });
});
