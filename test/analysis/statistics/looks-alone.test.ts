import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {MANY_LOOKS} from '../../../src/analysis/statistics/dependence.js';
import {errorTail} from '../../../src/analysis/statistics/error-tail.js';
import {reachByLooks} from '../../../src/analysis/statistics/looks-alone.js';
import {FEWEST_TELLING_LOOKS} from '../../../src/analysis/statistics/sample.js';
import {studentQuantile} from '../../../src/analysis/statistics/student.js';
import {normal, seededRandom} from '../../../src/metrics/mock/random.js';
import {evenTimes, looksAt, shareOf} from './support/looks.js';

const INDEPENDENT = {factor: 1, degrees: 9};
const anyTail = fc.double({min: 1e-9, max: 0.49, noNaN: true});

describe('how far a bound lies where only the looks tell how much values vary', () => {
  it('is somewhat farther than Student’s below, and farther still above, where latencies have their tail', () => {
    const {below, above} = reachByLooks(0.05, {samples: 400, sum: 0}, INDEPENDENT, 'checked');
    expect(below).toBe(studentQuantile(0.05 * 0.88, 9));
    const estimated = reachByLooks(0.05, {samples: 400, sum: 0}, INDEPENDENT, 'estimated');
    expect(estimated.below).toBe(studentQuantile(0.05, 9));
    expect(above / below).toBeGreaterThan(1.1);
  });

  it('is as far above as the third powers tell, where they are known: not farther where nothing is skewed', () => {
    const even = {samples: 100, sum: 0, squares: 100, cubes: 0};
    const {below, above} = reachByLooks(0.05, even, INDEPENDENT, 'checked');
    expect(above).toBe(below);
    const left = reachByLooks(0.05, {...even, cubes: -400}, INDEPENDENT, 'checked');
    expect(left.below).toBeGreaterThan(left.above);
  });

  it('shrinks to Student’s with ever more observations', () => {
    const {below, above} = reachByLooks(0.05, {samples: 1e9, sum: 0}, INDEPENDENT, 'checked');
    expect(above / below).toBeCloseTo(1, 3);
  });

  it('grows as the tail gets smaller', () => {
    fc.assert(
      fc.property(anyTail, fc.integer({min: 30, max: 1e6}), (tail, samples) => {
        const [near, far] = [tail, tail / 2].map((one) =>
          reachByLooks(one, {samples, sum: 0}, INDEPENDENT, 'checked'),
        );
        expect(far!.below).toBeGreaterThan(near!.below);
        expect(far!.above).toBeGreaterThan(near!.above);
      }),
    );
  });
});

describe('the share of the error that a look has', () => {
  it.each([
    [5, 0.05],
    [10, 0.05],
    [MANY_LOOKS - 1, 0.05],
    [10, 0.005],
  ])('keeps all of %d looks together within it: normal values, error %d', (count, error) => {
    const random = seededRandom(`share ${count} ${error}`);
    const silentLooks = FEWEST_TELLING_LOOKS - 1;
    const reaches = looksAt(evenTimes(count)).map((_, index, looks) => {
      const tail = errorTail(looks.slice(0, index + 1), error, count, {silentLooks});
      const inflation = {factor: 1, degrees: Math.max(1, index)};
      return tail > 0 ? reachByLooks(tail, {samples: 100, sum: 0}, inflation, 'checked').below : Infinity;
    });
    const isCrossed = () => {
      let [sum, squares] = [0, 0];
      return reaches.some((reach, index) => {
        const value = normal(random);
        sum += value;
        squares += value * value;
        const variance = (squares - (sum * sum) / (index + 1)) / index;
        return sum / Math.sqrt((index + 1) * variance) > reach;
      });
    };
    const crossed = shareOf(20_000, error, isCrossed);
    expect(crossed.share).toBeLessThan(error + 2.6 * crossed.standardError);
  });
});
