import {expect, it} from '@jest/globals';
import {ageText} from '../../src/experiment/age.js';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

it.each([
  [-5 * SECOND, '0s'],
  [119 * SECOND, '119s'],
  [200 * SECOND, '3m20s'],
  [540 * SECOND, '9m'],
  [45 * 60 * SECOND, '45m'],
  [5.5 * HOUR, '5h30m'],
  [30 * HOUR, '30h'],
  [3 * DAY + 4 * HOUR, '3d4h'],
  [12 * DAY, '12d'],
  [800 * DAY, '2y70d'],
  [3650 * DAY, '10y'],
])('an age of %d ms is shown as %s', (age, shown) => {
  const now = new Date('2026-01-01T00:00:00Z');
  expect(ageText(new Date(now.getTime() - age), now)).toBe(shown);
});
