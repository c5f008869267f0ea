import {setImmediate} from 'node:timers';
import {describe, expect, it} from '@jest/globals';
import {Turns} from '../../../src/local/plan/turns.js';

describe('turns', () => {
  it('let a signal through within a run of many iterations', async () => {
    const stop = new AbortController();
    const turns = new Turns(stop.signal);
    setImmediate(() => stop.abort());
    let played = 0;
    const playing = async () => {
      for (; played < 10_000; played += 1) await turns.next();
    };
    await expect(playing()).rejects.toMatchObject({code: 'INTERRUPTED'});
    expect(played).toBeLessThan(5000);
  });
});
