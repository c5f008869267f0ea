import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {WeightedChoice} from '../../src/load/weighted-choice.js';

function draw(weights: Record<string, number>, times: number): Record<string, number> {
  const choice = new WeightedChoice(new Map(Object.entries(weights)));
  const counts: Record<string, number> = {};
  for (let index = 0; index < times; index += 1) {
    const name = choice.next() ?? 'none';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('the weighted choice', () => {
  it('gives 1 % exactly 100 of 10,000', () => {
    expect(draw({baseline: 99, candidate: 1}, 10_000)).toEqual({baseline: 9900, candidate: 100});
  });

  it('mixes the versions instead of serving them in blocks', () => {
    const choice = new WeightedChoice(new Map([['a', 5], ['b', 1], ['c', 1]])); // prettier-ignore
    expect(Array.from({length: 7}, () => choice.next()).join('')).toBe('aabacaa');
  });

  it('never chooses a version of weight 0, and none at all when all are 0', () => {
    expect(draw({a: 0, b: 3}, 50)).toEqual({b: 50});
    expect(draw({a: 0, b: 0}, 3)).toEqual({none: 3});
  });

  it('is never off an exact share by as much as the number of versions', () => {
    const weights = fc
      .array(fc.nat(100), {minLength: 1, maxLength: 6})
      .filter((all) => all.some((one) => one > 0));
    fc.assert(
      fc.property(weights, fc.integer({min: 1, max: 500}), (all, times) => {
        const counts = draw(Object.fromEntries(all.map((weight, index) => [`v${index}`, weight])), times);
        const total = all.reduce((sum, weight) => sum + weight, 0);
        all.forEach((weight, index) => {
          expect(Math.abs((counts[`v${index}`] ?? 0) - (times * weight) / total)).toBeLessThan(all.length);
        });
      }),
    );
  });

  it.each([-1, NaN, Infinity])('refuses the weight %p', (weight) => {
    expect(() => new WeightedChoice(new Map([['a', weight]]))).toThrow(RangeError);
  });
});
