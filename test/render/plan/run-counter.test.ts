import {describe, expect, it} from '@jest/globals';
import {RunCounter} from '../../../src/render/plan/run-counter.js';

function counted(isTerminal: boolean, times: readonly number[]) {
  let text = '';
  let now = 0;
  const screen = {isTerminal, columns: 80, write: async (more: string) => void (text += more)};
  const counter = new RunCounter(screen, () => new Date(now));
  for (const time of times) {
    now = time;
    counter.count();
  }
  return counter.close().then(() => text);
}

describe('the counter of runs', () => {
  it('says nothing for two seconds, then now and then how many there were, and leaves an empty line', async () => {
    expect(await counted(true, [500, 1900])).toBe('');
    expect(await counted(true, [500, 2000, 2100, 2250])).toBe('\r\u001b[K2 runs played\r\u001b[K4 runs played\r\u001b[K');
  });

  it('says nothing in a pipe', async () => {
    expect(await counted(false, [3000, 6000])).toBe('');
  });
}); // prettier-ignore
