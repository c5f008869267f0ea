import {afterEach, describe, expect, it, jest} from '@jest/globals';
import {realClock} from '../../src/load/clock.js';

afterEach(() => {
  jest.useRealTimers();
});

describe('the real clock', () => {
  it('sleeps at most 2³¹ − 1 ms, since timers of Node fire at once for more', async () => {
    jest.useFakeTimers();
    let isAwake = false;
    const sleeping = realClock.sleep(60 * 24 * 3600e3, new AbortController().signal).then(() => (isAwake = true));
    await jest.advanceTimersByTimeAsync(2 ** 31 - 2);
    expect(isAwake).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(isAwake).toBe(true);
  });
});
