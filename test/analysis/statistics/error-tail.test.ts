import {describe, expect, it, jest} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {anyTimeBound} from '../../../src/analysis/statistics/any-time.js';
import {MANY_LOOKS} from '../../../src/analysis/statistics/dependence.js';
import {errorTail, type PlannedLooks} from '../../../src/analysis/statistics/error-tail.js';
import {type LookTime, sequentialBounds} from '../../../src/analysis/statistics/group-sequential.js';
import {normalQuantile, normalTail} from '../../../src/analysis/statistics/normal.js';
import {spendingOf} from '../../../src/analysis/statistics/spending.js';
import {seededRandom} from '../../../src/metrics/mock/random.js';
import {anyLooks, evenTimes, looksAt, rampedLooks} from './support/looks.js';

const anyPlan = fc.constantFrom<PlannedLooks>('anytime', 1, 10, MANY_LOOKS, 2000);
const anyError = fc.double({min: 1e-6, max: 0.6, noNaN: true});

/** Other than those of any other test, so that nothing is known of it yet. */
const newLooks = (count: number, seed: string): LookTime[] => {
  const random = seededRandom(seed);
  return looksAt(evenTimes(count)).map(({time}) => ({time, information: time * 1000 + random()}));
};

/** Number of exponentials, of which nearly all of it is. */
function workOf(work: () => void): number {
  const exponentials = jest.spyOn(Math, 'exp');
  work();
  const count = exponentials.mock.calls.length;
  exponentials.mockRestore();
  return count;
}

describe('the error that a look may have', () => {
  it('is a probability, no more than that of all looks together', () => {
    fc.assert(
      fc.property(anyLooks, anyError, anyPlan, (looks, error, planned) => {
        const tail = errorTail(looks, error, planned);
        expect(tail).toBeGreaterThanOrEqual(0);
        expect(tail).toBeLessThanOrEqual(error * (1 + 1e-4));
      }),
      {numRuns: 25},
    );
  });

  it('is all of it for the only look', () => {
    expect(errorTail([{time: 1, information: 1000}], 0.05, 1)).toBeCloseTo(0.05, 14);
  });

  it('is more than half of it at the last of ten looks, and four fifths of it at the last of many', () => {
    expect(errorTail(looksAt(evenTimes(10)), 0.05, 10)).toBeGreaterThan(0.025);
    for (const error of [0.05, 0.005]) {
      const tail = errorTail(looksAt(evenTimes(MANY_LOOKS)), error, MANY_LOOKS, {pace: 'patient'});
      expect(tail / error).toBeGreaterThan(0.8);
    }
  });

  it('is that of the bounds of few looks, of many, and of nobody knows how many', () => {
    const looks = rampedLooks(6);
    const [power, late] = [1.75, -1.7 * Math.log(0.05)].map((exponent) => spendingOf({error: 0.05, exponent}));
    expect(errorTail(looks, 0.05, 6)).toBe(normalTail(sequentialBounds(looks, power!).at(-1)!));
    expect(errorTail(looks, 0.05, MANY_LOOKS)).toBe(normalTail(sequentialBounds(looks, late!).at(-1)!));
    const [first, last] = [looks[0]!.information, looks.at(-1)!.information];
    expect(errorTail(looks, 0.05, 'anytime')).toBe(normalTail(anyTimeBound(first, last, 0.05)));
  });

  it('is enough at the second of ten looks to see 2 % of 1,000 requests a look where 1 % may be bad', () => {
    const z = (0.02 - 0.01) / Math.sqrt((0.01 * 0.99) / 2000);
    expect(normalQuantile(errorTail(looksAt([0.1, 0.2]), 0.05, 10))).toBeLessThan(z);
  });

  it('is next to nothing at the first of many looks, and nothing while none can tell', () => {
    expect(errorTail(looksAt([0.001]), 0.05, 1000)).toBeLessThan(1e-15);
    expect(errorTail(looksAt([0.1, 0.2]), 0.05, 10, {silentLooks: 2})).toBe(0);
  });
});

describe('what is remembered of looks', () => {
  it('is the same, whatever was asked before', () => {
    const looks = newLooks(12, 'order');
    const inOrder = looks.map((_, index) => errorTail(looks.slice(0, index + 1), 0.05, 12));
    const bounds = sequentialBounds(looks, spendingOf({error: 0.05, exponent: 1.75}));
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

  it('makes of a further look no more work than that look, and of a known one next to none', () => {
    const [all, alone] = [newLooks(20, 'all'), newLooks(20, 'alone')];
    const askOneByOne = () => all.forEach((_, index) => errorTail(all.slice(0, index + 1), 0.05, 20));
    const together = workOf(() => errorTail(alone, 0.05, 20));
    expect(together).toBeGreaterThan(1000);
    expect(workOf(askOneByOne) / together).toBeLessThan(1.1);
    expect(workOf(askOneByOne)).toBeLessThanOrEqual(all.length);
  });
});
