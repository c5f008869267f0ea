import {afterEach, expect, it, jest} from '@jest/globals';
import {realClock} from '../../src/load/clock.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it('asks Node for no negative time, of which newer ones warn on stderr', async () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  await realClock.sleep(-138.9, new AbortController().signal);
  expect(timers.mock.calls.map(([, delay]) => delay)).toEqual([0]);
});
