import {describe, expect, it} from '@jest/globals';
import {incrementsOf, type Look} from '../../../src/analysis/statistics/sample.js';

const look = (samples: number, sum: number): Look => ({samples, sum});

describe('what looks have added', () => {
  it('is the difference to the look before, and at the first all that there is', () => {
    expect(incrementsOf([look(10, 1), look(30, 4)])).toEqual([
      {samples: 10, sum: 1},
      {samples: 20, sum: 3},
    ]);
  });

  it('is nothing where a look saw no request, or counting began anew', () => {
    expect(incrementsOf([look(10, 1), look(10, 1), look(5, 0), look(15, 2)])).toEqual([
      {samples: 10, sum: 1},
      {samples: 10, sum: 2},
    ]);
  });

  it('is nothing without a look', () => {
    expect(incrementsOf([])).toEqual([]);
  });
});
