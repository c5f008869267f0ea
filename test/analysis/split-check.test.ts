import {describe, expect, it} from '@jest/globals';
import {splitJson, storedSplit} from '../../src/experiment/stored-split.js';
import {drawBinomial} from '../../src/engine/simulate/draw.js';
import {normal, seededRandom} from '../../src/metrics/mock/random.js';
import {playSplit, type Sight, splitWarningOf} from './support/play-split.js';

/** Iterations with so many requests each, of which the candidate gets a share. */
function arriving(shares: readonly number[], sets: readonly number[] = shares.map(() => 50), each = 300): Sight[] {
  const random = seededRandom(shares.join());
  const totals = [0, 0];
  return shares.map((share, index) => {
    const candidate = drawBinomial(each, share, random);
    totals[0]! += each - candidate;
    totals[1]! += candidate;
    return {set: [100 - sets[index]!, sets[index]!], counts: [...totals]};
  });
}

const all = (count: number, share: number): number[] => Array<number>(count).fill(share);

describe('a split that is missed', () => {
  it('is told of the candidate, with both shares and since when', () => {
    const warning = splitWarningOf(arriving(all(6, 0.12)))!;
    expect(warning).toMatchObject({version: 'c', since: 2, set: 50});
    expect(Math.abs(warning.observed - 12)).toBeLessThan(4);
  });

  it('is told from the iteration on in which it began', () => {
    const {since} = splitWarningOf(arriving([...all(10, 0.5), ...all(6, 0.2)]))!;
    expect(since).toBe(11);
  });

  it('is told by the sizes of samples where nobody counts requests', () => {
    expect(splitWarningOf(arriving(all(6, 0.12)), {isSampleSize: true})?.version).toBe('c');
  });

  it('is told of the one of three versions that is farthest from what was set', () => {
    const sights = all(6, 0).map((_, index) => {
      return {set: [40, 30, 30], counts: [600, 300, 100].map((count) => count * (index + 1))};
    });
    expect(splitWarningOf(sights)).toMatchObject({observed: 10, version: 'd', set: 30});
  });

  it('is told once, and stays as it was then', () => {
    const found = playSplit(arriving([...all(6, 0.12), ...all(6, 0.5)])).flatMap(({warning}) => warning ?? []);
    expect(found.length).toBeGreaterThan(6);
    expect(new Set(found.map((warning) => JSON.stringify(warning))).size).toBe(1);
  });

  it('is told of traffic that stays where it was though the weights move', () => {
    const sets = [0, 10, 20, 30, 40, 50, 60, 70, 80];
    expect(splitWarningOf(arriving(all(9, 0), sets))).toMatchObject({version: 'c', observed: 0});
  });
});

describe('nothing is said', () => {
  const ramp = Array.from({length: 17}, (_, index) => 10 + 5 * index);

  it('of a ramp whose weights take effect an iteration late', () => {
    const late = ramp.map((_, index) => (ramp[index - 1] ?? 10) / 100);
    expect(splitWarningOf(arriving(late, ramp, 2000))).toBeUndefined();
  });

  it('of a ramp whose weights take effect at once', () => {
    expect(splitWarningOf(arriving(ramp.map((percent) => percent / 100), ramp, 2000))).toBeUndefined(); // prettier-ignore
  });

  it('of a version without data', () => {
    const sights = arriving(all(8, 0.1)).map(({set, counts}) => ({set, counts: [counts[0]!, null]}));
    expect(playSplit(sights)).toEqual([]);
  });

  it('of a version whose data is missing now and then while weights move', () => {
    const late = ramp.map((_, index) => (ramp[index - 1] ?? 10) / 100);
    const gaps = arriving(late, ramp, 2000).map((sight, index) => {
      return index % 3 === 1 ? {...sight, counts: [sight.counts[0]!, null]} : sight;
    });
    expect(splitWarningOf(gaps)).toBeUndefined();
  });

  it('of counters that begin anew with each restart', () => {
    const sights = arriving(all(20, 0.5)).map(({set, counts}, index) => {
      const restarted = Math.floor(index / 4) * 600;
      return {set, counts: [counts[0]!, counts[1]! - restarted]};
    });
    expect(splitWarningOf(sights)).toBeUndefined();
  });

  it('of counts that are those of an iteration alone', () => {
    const random = seededRandom('counted anew');
    const runs = Array.from({length: 200}, () =>
      Array.from({length: 20}, () => {
        const candidate = Math.round(normal(random) * 30);
        return {set: [50, 50], counts: [2000 + Math.round(normal(random) * 30), 2000 + candidate]};
      }),
    );
    expect(runs.filter((sights) => splitWarningOf(sights)).length).toBeLessThanOrEqual(2);
  });

  it('of versions whose counts are read at different times of a scrape', () => {
    const scraped = (second: number, offset: number) => Math.floor((second + offset) / 15) * 15 * 20;
    const sights = Array.from({length: 40}, (_, index) => {
      return {set: [50, 50], counts: [scraped(index * 10, 0), scraped(index * 10, 8)]};
    });
    expect(splitWarningOf(sights, {seconds: 10})).toBeUndefined();
  });

  it('of a single version, of weights that nobody knows, or without counts', () => {
    expect(playSplit(all(8, 1).map((_, index) => ({set: [100], counts: [100 * index]})))).toEqual([]);
    expect(playSplit(arriving(all(8, 0.1)), {situation: {weights: {}}})).toEqual([]);
    expect(playSplit(arriving(all(8, 0.1)), {situation: {values: {}}})).toEqual([]);
  });

  it('where tasks send requests to each version alone', () => {
    expect(playSplit(arriving(all(8, 0.1)), {collected: true})).toEqual([]);
  });

  it('of a long pause, in which nobody has seen where traffic went', () => {
    const sights = arriving([...all(6, 0.5), 0]);
    expect(splitWarningOf(sights)).toBeDefined();
    expect(splitWarningOf(sights, {pauseSeconds: 3600})).toBeUndefined();
  });

  it('before three intervals have come', () => {
    expect(splitWarningOf(arriving(all(3, 0.1)))).toBeUndefined();
    expect(splitWarningOf(arriving(all(4, 0.1)))).toBeDefined();
  });
});

describe('what is kept of it', () => {
  it('takes no more than 350 bytes for a version', () => {
    const sights = all(20, 0).map((_, index) => ({set: [50, 50], counts: [1e6 * index, 1e3 * index]}));
    const bytes = JSON.stringify(splitJson(playSplit(sights).at(-1)!)).length;
    expect(bytes).toBeLessThan(2 * 350);
  });

  it('is passed over where it is of another kind', () => {
    expect(storedSplit({source: {status: {split: 'even'}}})).toBeUndefined();
    expect(storedSplit({source: {}})).toBeUndefined();
    const odd = storedSplit({
      source: {status: {split: {countedAt: '2026-11-22T10:00:00Z', versions: [1], warning: {}}}},
    });
    expect(odd).toMatchObject({intervals: 0, warning: undefined, versions: [{requests: 0, set: [0, 100]}]});
  });
});
