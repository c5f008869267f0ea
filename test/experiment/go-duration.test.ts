import {expect, it} from '@jest/globals';
import {parseGoDuration} from '../../src/experiment/go-duration.js';

it.each([
  ['1m30s', 90],
  ['1.5h', 5400],
  ['2562047h47m16s', 9_223_372_036],
])('the duration %s has so many seconds', (text, seconds) => {
  expect(parseGoDuration(text)).toBeCloseTo(seconds, 6);
});

it.each(['', '30', 's', '1d', '2562047h47m17s', `${'9'.repeat(400)}h`])('Go has no duration %s', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});
