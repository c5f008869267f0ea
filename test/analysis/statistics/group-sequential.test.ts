import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {type LookTime, sequentialBounds} from '../../../src/analysis/statistics/group-sequential.js';
import {normalQuantile, normalTail} from '../../../src/analysis/statistics/normal.js';
import {type Spending, spendingOf} from '../../../src/analysis/statistics/spending.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';
import {anyLooks, drawPath, evenTimes, looksAt, rampedLooks, shareOf} from './support/looks.js';

/** K. Lan and D. DeMets, Biometrika 70 (1983) 659–663: the spending that is nearly that of Pocock's equal bounds. */
const evenSpending =
  (error: number): Spending =>
  (time) =>
    error * Math.log(1 + (Math.E - 1) * Math.min(1, time));

/** The same: that which is nearly that of the bounds that O'Brien and Fleming have proposed. */
const lateSpending =
  (error: number): Spending =>
  (time) =>
    time <= 0 ? 0 : 2 * normalTail(normalQuantile(error / 2) / Math.sqrt(Math.min(1, time)));

const powerSpending = (error: number, exponent: number) => spendingOf({error, exponent});

const spendings: readonly Spending[] = [
  lateSpending(0.05),
  lateSpending(1e-4),
  powerSpending(0.05, 1.75),
  powerSpending(1e-9, 3),
  powerSpending(0.005, 9),
  powerSpending(0.5, 1),
];

describe('bounds of group-sequential tests, as published', () => {
  // gsDesign (sfLDOF, sfLDPocock; k = 5, alpha 0.025, test.type 1); its integration differs in the fourth place.
  it.each([
    ['of O’Brien and Fleming’s type', lateSpending(0.025), [4.8769, 3.3569, 2.6803, 2.2898, 2.031]],
    ['of Pocock’s type', evenSpending(0.025), [2.438, 2.4268, 2.4102, 2.3966, 2.3859]],
  ])('are those of gsDesign, %s', (_type, spending, published) => {
    const bounds = sequentialBounds(looksAt(evenTimes(5)), spending);
    bounds.forEach((bound, index) => expect(Math.abs(bound - published[index]!)).toBeLessThan(1.5e-4));
  });

  // tests/testthat/test-f_design_group_sequential.R of rpact; their futility bounds are not binding.
  it.each([
    ['asKD, alpha 0.03, gammaA 2.2', [0.3, 0.7, 1], powerSpending(0.03, 2.2), [2.8594012, 2.2435708, 1.9735737]],
    ['asHSD, alpha 0.03, gammaA 0', [0.2, 0.4, 1], powerSpending(0.03, 1), [2.5121443, 2.4228747, 2.0280392]],
    ['asOF, alpha 0.13', [0.4, 0.75, 0.85, 1], lateSpending(0.13), [2.1280732, 1.4368565, 1.422873, 1.2970881]],
    ['asP, alpha 0.13', [0.35, 0.7, 1], evenSpending(0.13), [1.5446617, 1.4828682, 1.4620058]],
    ['asP, ends early', [0.4, 0.7], evenSpending(0.025), [2.223875, 2.3050796]],
  ])('are those of rpact, %s', (_design, times, spending, published) => {
    const bounds = sequentialBounds(looksAt(times), spending);
    bounds.forEach((bound, index) => expect(Math.abs(bound - published[index]!)).toBeLessThan(1e-5));
  });
});

describe('how often chance alone crosses a bound', () => {
  it.each<[string, LookTime[], Spending]>([
    ['at even looks', looksAt(evenTimes(8)), powerSpending(0.05, 1.75)],
    ['with weights that ramp from 10 to 95 %', rampedLooks(10), powerSpending(0.05, 1.75)],
    ['when little is spent at first', rampedLooks(25), lateSpending(0.05)],
    ['when looks are skipped', looksAt([0.1, 0.2, 0.7, 1]), powerSpending(0.05, 1.75)],
  ])('is what may be spent, %s', (situation, looks, spending) => {
    const random = seededRandom(situation);
    const bounds = sequentialBounds(looks, spending);
    const crossed = shareOf(4000, 0.05, () => drawPath(looks, random).some((z, index) => z >= bounds[index]!));
    expect(Math.abs(crossed.share - 0.05)).toBeLessThan(4 * crossed.standardError);
  });

  it('is hardly more when each look adds so little that it has the bound of the look before', () => {
    const random = seededRandom('tiny steps');
    const looks = Array.from({length: 300}, (_, index) => ({
      time: (index + 1) / 300,
      information: 1.004 ** index,
    }));
    const bounds = sequentialBounds(looks, powerSpending(0.05, 1.75));
    const crossed = shareOf(2000, 0.05, () => drawPath(looks, random).some((z, index) => z >= bounds[index]!));
    expect(crossed.share).toBeLessThan(0.05 + 4 * crossed.standardError);
  });
});

describe('the bounds of any looks', () => {
  it('are numbers, above 0 where little may be spent', () => {
    fc.assert(
      fc.property(anyLooks, fc.constantFrom(...spendings), (looks, spending) => {
        const bounds = sequentialBounds(looks, spending);
        expect(bounds).toHaveLength(looks.length);
        for (const bound of bounds) expect(bound).toBeGreaterThan(spending(1) < 0.2 ? 0 : -8);
      }),
      {numRuns: 20},
    );
  });

  it('are no lower than that of a single look which may spend all that was spent so far, up to one in 10¹⁵', () => {
    fc.assert(
      fc.property(anyLooks, fc.constantFrom(...spendings), (looks, spending) => {
        sequentialBounds(looks, spending).forEach((bound, index) => {
          const single = Math.min(8, normalQuantile(spending(looks[index]!.time)));
          expect(bound).toBeGreaterThan(single - 1e-3);
        });
      }),
      {numRuns: 20},
    );
  });

  it('do not depend on the unit of information', () => {
    fc.assert(
      fc.property(anyLooks, fc.double({min: 0.01, max: 1e6, noNaN: true}), (looks, unit) => {
        const scaled = looks.map(({time, information}) => ({time, information: information * unit}));
        const [bounds, same] = [looks, scaled].map((all) => sequentialBounds(all, spendings[2]!));
        bounds!.forEach((bound, index) => expect(same![index]).toBeCloseTo(bound, 6));
      }),
      {numRuns: 12},
    );
  });

  it('are not changed by later looks', () => {
    const looks = rampedLooks(8);
    const bounds = sequentialBounds(looks, lateSpending(0.05));
    expect(sequentialBounds(looks.slice(0, 5), lateSpending(0.05))).toEqual(bounds.slice(0, 5));
  });

  it('are lower the more may be spent', () => {
    const bounds = (error: number) => sequentialBounds(rampedLooks(6), powerSpending(error, 1.75));
    bounds(0.05).forEach((bound, index) => expect(bound).toBeLessThan(bounds(0.01)[index]!));
  });
});

describe('looks at the edge', () => {
  it('have for a single one the bound of a test without looks', () => {
    expect(sequentialBounds([{time: 1, information: 40}], powerSpending(0.05, 1.75))).toEqual([
      normalQuantile(0.05),
    ]);
  });

  it('cannot cross anything while nothing is spent, and spend all later', () => {
    const [first, second] = sequentialBounds(looksAt([0.5, 1]), (time) => (time < 1 ? 0 : 0.05));
    expect(first).toBe(Infinity);
    expect(second).toBeCloseTo(normalQuantile(0.05), 5);
  });

  it('have the bound of the look before when they tell nothing new, or less than it', () => {
    const looks = [0.2, 0.4, 0.6, 0.8].map((time, index) => ({time, information: [50, 50, 50.1, 40][index]!}));
    expect(new Set(sequentialBounds(looks, powerSpending(0.05, 1.75))).size).toBe(1);
  });

  it('may spend what was left over when information comes late', () => {
    const looks = [0.2, 0.4, 0.6].map((time, index) => ({time, information: [50, 50, 150][index]!}));
    const [, , last] = sequentialBounds(looks, powerSpending(0.05, 1.75));
    const [, direct] = sequentialBounds([looks[0]!, looks[2]!], powerSpending(0.05, 1.75));
    expect(last).toBe(direct);
  });

  it('never cross when time stands still', () => {
    const looks = [1, 2, 3].map((information) => ({time: 0.3, information}));
    expect(sequentialBounds(looks, powerSpending(0.05, 1.75)).slice(1)).toEqual([Infinity, Infinity]);
  });
});
