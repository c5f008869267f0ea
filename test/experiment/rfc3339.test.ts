import {expect, it} from '@jest/globals';
import {wholeSecondsText} from '../../src/experiment/rfc3339.js';

it.each([
  ['2026-11-22T10:00:00.999Z', '2026-11-22T10:00:00Z'],
  ['2026-11-22T11:00:00.000+01:00', '2026-11-22T10:00:00Z'],
  ['1969-12-31T23:59:59.001Z', '1969-12-31T23:59:59Z'],
])('the time %s is cut off to whole seconds, in UTC', (time, text) => {
  expect(wholeSecondsText(new Date(time))).toBe(text);
});
