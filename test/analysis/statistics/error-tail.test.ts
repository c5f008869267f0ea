import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {anyTimeBound} from '../../../src/analysis/statistics/any-time.js';
import {MANY_LOOKS} from '../../../src/analysis/statistics/dependence.js';
import {errorTail, type PlannedLooks} from '../../../src/analysis/statistics/error-tail.js';
import {type LookTime, sequentialBounds} from '../../../src/analysis/statistics/group-sequential.js';
import {normalQuantile, normalTail} from '../../../src/analysis/statistics/normal.js';
import {lateSpending, powerSpending} from '../../../src/analysis/statistics/spending.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';
import {anyLooks, evenTimes, looksAt, rampedLooks} from './support/looks.js';

const anyPlan = fc.constantFrom<PlannedLooks>('anytime', 1, 10, MANY_LOOKS, 2000);
const anyError = fc.double({min: 1e-6, max: 0.6, noNaN: true});

/** Other than those of any other test, so that nothing is known of it yet. */
const newLooks = (count: number, seed: string): LookTime[] => {
  const random = seededRandom(seed);
  return looksAt(evenTimes(count)).map(({time}) => ({time, information: time * 1000 + random()}));
};

describe('the error that a look may have', () => {
  it('is a probability, no more than that of all looks together', () => {
    fc.assert(
      fc.property(anyLooks, anyError, anyPlan, (looks, error, planned) => {
        const tail = errorTail(looks, error, planned);
        expect(tail).toBeGreaterThanOrEqual(0);
        expect(tail).toBeLessThanOrEqual(error * (1 + 1e-4));
      }),
      {numRuns: 60},
    );
  });

  it('is all of it for the only look', () => {
    expect(errorTail([{time: 1, information: 1000}], 0.05, 1)).toBeCloseTo(0.05, 14);
  });

  it('is more than half of it at the last of ten looks, and of a hundred', () => {
    expect(errorTail(looksAt(evenTimes(10)), 0.05, 10)).toBeGreaterThan(0.025);
    expect(errorTail(looksAt(evenTimes(100)), 0.05, 100)).toBeGreaterThan(0.025);
  });

  it('is that of the bounds of few looks, of many, and of nobody knows how many', () => {
    const looks = rampedLooks(6);
    const [power, late] = [powerSpending(0.05, 1.75), lateSpending(0.05)];
    expect(errorTail(looks, 0.05, 6)).toBe(normalTail(sequentialBounds(looks, power).at(-1)!));
    expect(errorTail(looks, 0.05, MANY_LOOKS)).toBe(normalTail(sequentialBounds(looks, late).at(-1)!));
    const [first, last] = [looks[0]!.information, looks.at(-1)!.information];
    expect(errorTail(looks, 0.05, 'anytime')).toBe(normalTail(anyTimeBound(first, last, 0.05)));
  });

  it('is enough at the second of ten looks to see 2 % of 1,000 requests a look where 1 % may be bad', () => {
    const z = (0.02 - 0.01) / Math.sqrt((0.01 * 0.99) / 2000);
    expect(normalQuantile(errorTail(looksAt([0.1, 0.2]), 0.05, 10))).toBeLessThan(z);
  });

  it('is nothing where so many looks are planned that none may be spent yet', () => {
    expect(errorTail(looksAt([0.001]), 0.05, 1000)).toBe(0);
  });
});

describe('what is remembered of looks', () => {
  it('is the same, whatever was asked before', () => {
    const looks = newLooks(12, 'order');
    const inOrder = looks.map((_, index) => errorTail(looks.slice(0, index + 1), 0.05, 12));
    const bounds = sequentialBounds(looks, powerSpending(0.05, 1.75));
    expect(inOrder).toEqual(bounds.map(normalTail));
    const backwards = looks.map((_, index) => errorTail(looks.slice(0, index + 1), 0.05, 12)).reverse();
    expect(backwards.reverse()).toEqual(inOrder);
  });

  it('is kept apart by error, plan, time and information', () => {
    const looks = newLooks(4, 'apart');
    const later = looks.map(({time, information}) => ({time: time / 2, information}));
    const faster = looks.map(({time, information}) => ({time, information: information * time}));
    const tails = [
      errorTail(looks, 0.05, 4),
      errorTail(looks, 0.01, 4),
      errorTail(looks, 0.05, MANY_LOOKS),
      errorTail(later, 0.05, 4),
      errorTail(faster, 0.05, 4),
    ];
    expect(new Set(tails).size).toBe(tails.length);
    expect(errorTail(looks, 0.05, 4)).toBe(tails[0]);
  });

  it('is right again when there was more than is kept', () => {
    const looks = newLooks(5, 'many');
    const before = errorTail(looks, 0.05, 5);
    for (let index = 0; index < 1200; index += 1) errorTail([{time: 0.5, information: index + 0.5}], 0.05, 5);
    expect(errorTail(looks, 0.05, 5)).toBe(before);
  });

  it('makes a further look cheap: 49 of them cost a few times what the last alone does', () => {
    const [all, alone] = [newLooks(49, 'all'), newLooks(49, 'alone')];
    const timeOf = (work: () => void) => {
      const start = performance.now();
      work();
      return performance.now() - start;
    };
    errorTail(newLooks(49, 'warm'), 0.05, 49);
    const oneByOne = timeOf(() => all.forEach((_, index) => errorTail(all.slice(0, index + 1), 0.05, 49)));
    const together = timeOf(() => errorTail(alone, 0.05, 49));
    expect(oneByOne).toBeLessThan(8 * together + 20); // 25 times if each look counted all anew
  });
});
