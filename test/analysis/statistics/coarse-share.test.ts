import {describe, expect, it} from '@jest/globals';
import {estimateCoarseShare} from '../../../src/analysis/statistics/coarse-share.js';
import {estimateProportion} from '../../../src/analysis/statistics/proportion.js';

const COARSE = [
  {samples: 400, sum: 15, least: 8, most: 30},
  {samples: 1000, sum: 40, least: 20, most: 80},
];
const counting = (name: 'least' | 'most') => COARSE.map((look) => ({...look, sum: look[name]}));

describe('a share of which only a range is known', () => {
  it('has the lower bound of the least, the upper bound of the most, and the value between', () => {
    const {value, bounds} = estimateCoarseShare(COARSE, 'checked');
    expect(value).toBe(0.04);
    expect(bounds(0.05)).toEqual({
      lower: estimateProportion(counting('least'), 'checked').bounds(0.05).lower,
      upper: estimateProportion(counting('most'), 'checked').bounds(0.05).upper,
    });
  });

  it('would come to the range with ever more observations, and not to a value', () => {
    expect(estimateCoarseShare(COARSE, 'checked').ends).toEqual({lower: 0.02, upper: 0.08});
  });

  it('is like any other where all looks count exactly', () => {
    const exact = COARSE.map(({samples, sum}) => ({samples, sum}));
    const [one, other] = [estimateCoarseShare(exact, 'checked'), estimateProportion(exact, 'checked')];
    expect([one.value, one.bounds(0.01), one.ends]).toEqual([other.value, other.bounds(0.01), undefined]);
  });
});
