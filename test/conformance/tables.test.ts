import {describe, expect, it} from '@jest/globals';
import {isSame} from './case.js';
import {ALL_TABLES} from './tables.js';

describe.each(ALL_TABLES)('$title', ({cases}) => {
  it.each(cases)('$input: $ours', async ({observe, ours}) => {
    expect(await observe()).toBe(ours);
  });

  it.each(cases)('$input: gives a reason where we differ', (one) => {
    expect(isSame(one) || one.because !== undefined).toBe(true);
  });
});
