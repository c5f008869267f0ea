import {expect, it} from '@jest/globals';
import {realClock} from '../../src/load/clock.js';

it('sleeps no time where the time is over, without a warning of Node on stderr', async () => {
  const warnings: string[] = [];
  const listen = ({name}: Error) => warnings.push(name);
  process.on('warning', listen);
  await realClock.sleep(-138.9, new AbortController().signal);
  await new Promise((resolve) => setImmediate(resolve)); // a warning is told in the next turn
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});
