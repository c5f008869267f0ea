import {describe, expect, it} from '@jest/globals';
import {initialWeights} from '../../../src/local/run/traffic.js';

const percents = (...[versions, pattern]: Parameters<typeof initialWeights>) =>
  initialWeights(versions, pattern).map(({percent}) => percent);

describe('the first weights of a run', () => {
  it('give all to the baseline', () => {
    expect(percents(['v1', 'v2'])).toEqual([100, 0]);
    expect(percents(['v1', 'v2'], 'Progressive')).toEqual([100, 0]);
  });

  it('are equal for a fixed split, and the baseline gets the rest', () => {
    expect(percents(['v1', 'v2'], 'FixedSplit')).toEqual([50, 50]);
    expect(percents(['v1', 'v2', 'v3'], 'FixedSplit')).toEqual([34, 33, 33]);
  });
});
