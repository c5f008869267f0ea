import {writeFile} from 'node:fs/promises';
import {describe, expect, it} from '@jest/globals';
import {play, type Played} from './support/play.js';

/** `npm run test:faults` gives others. */
const {ITER8CTL_FAULT_SEEDS: seeds = '1-20', ITER8CTL_FAULT_REPORT: report} = process.env;
const [first = 1, last = first] = seeds.split('-').map(Number);
const AT_A_TIME = 8;
/** Of a machine that is busy with other things. */
const LONGEST_MS = 120_000 + 10_000 * (last - first);

async function playAll(): Promise<readonly Played[]> {
  const waiting = Array.from({length: last - first + 1}, (_, index) => first + index);
  const played: Played[] = [];
  const playNext = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) played.push(await play(seed));
  };
  await Promise.all(Array.from({length: AT_A_TIME}, playNext));
  return played;
}

describe(`whole experiments under the faults of seeds ${seeds}`, () => {
  it(
    'end rightly or say why, with safe traffic, no task twice, and watches that recover',
    async () => {
      const played = await playAll();
      if (report !== undefined) await writeFile(report, JSON.stringify(played));
      const broken = played.filter(({violations}) => violations.length > 0);
      expect(broken.map(({seed, violations}) => ({seed, violations}))).toEqual([]);
      expect(played.some(({faults}) => Object.keys(faults).length > 0)).toBe(true);
    },
    LONGEST_MS,
  );
});
