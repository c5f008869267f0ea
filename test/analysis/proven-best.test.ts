import {describe, expect, it} from '@jest/globals';
import {provenBest} from '../../src/analysis/proven-best.js';
import type {LookSeries} from '../../src/experiment/stored-looks.js';
import {looksAt, strengthInput} from './support/strength-input.js';

/** The best of these shares, as far as so many requests to each show it. */
function best(shares: readonly number[], {direction = 'High', each = 400, policy = 'provenSafe'} = {}) {
  const versions = shares.map((_, index) => 'bcdef'[index]!);
  const looks = shares.map((share, index) => looksAt('order-ratio', versions[index]!, {share, each}));
  return bestOf(versions, looks, {direction, policy});
}

function bestOf(
  versions: readonly string[],
  looks: readonly LookSeries[],
  {direction = 'High', policy = 'provenSafe'} = {},
) {
  const input = strengthInput({
    pattern: 'A/B/N',
    versions,
    looks,
    strength: {policy},
    criteria: {rewards: [{metric: 'order-ratio', preferredDirection: direction}]},
    metrics: {'order-ratio': {statistic: 'proportion'}},
  });
  const {criteria, versions: all} = input.experiment.spec;
  return provenBest(input, criteria.rewards[0]!, all);
}

describe('the version with the best reward', () => {
  it.each([
    [[0.1, 0.3], 'High', 'c'],
    [[0.1, 0.3], 'Low', 'b'],
    [[0.1, 0.2, 0.35], 'High', 'd'],
    [[0.35, 0.2, 0.1], 'High', 'b'],
  ])('of %j, %s being better, is %s', (shares, direction, winner) => {
    expect(best(shares, {direction})).toBe(winner);
  });

  it('is not known while the difference may be chance', () => {
    expect(best([0.1, 0.11])).toBeUndefined();
    expect(best([0.1, 0.11], {each: 100_000})).toBe('c');
  });

  it('is not known among equals, however many requests there are', () => {
    expect(best([0.2, 0.2], {each: 1_000_000})).toBeUndefined();
    expect(best([0.1, 0.3, 0.3])).toBeUndefined();
  });

  it('takes more requests to be known among more versions, since each might be taken for it', () => {
    const needed = (shares: readonly number[]) => {
      const sizes = Array.from({length: 200}, (_, index) => 2 * (index + 1));
      return sizes.find((each) => best(shares, {each}) === 'c') ?? Infinity;
    };
    const [two, five] = [needed([0.1, 0.15]), needed([0.1, 0.15, 0.01, 0.01, 0.01])];
    expect(five).toBeGreaterThan(two);
    expect(five).toBeLessThan(Infinity);
  });

  it('is not known while one of the others was never looked at, or only at other times', () => {
    const [b, c] = [looksAt('order-ratio', 'b', {share: 0.1}), looksAt('order-ratio', 'c', {share: 0.4})];
    expect(bestOf(['b', 'c'], [c])).toBeUndefined();
    expect(
      bestOf(
        ['b', 'c'],
        [
          {...b, looks: b.looks.slice(0, 2)},
          {...c, looks: c.looks.slice(2)},
        ],
      ),
    ).toBeUndefined();
    expect(bestOf(['b', 'c'], [b, c])).toBe('c');
  });

  it('is not known where the last value decides', () => {
    expect(best([0.1, 0.5], {policy: 'lastValue'})).toBeUndefined();
  });
});
