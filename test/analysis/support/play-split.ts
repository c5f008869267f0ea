import {checkSplit} from '../../../src/analysis/split-check.js';
import {splitJson, storedSplit, type StoredSplit} from '../../../src/experiment/stored-split.js';
import {buildInput, NOW, type Situation, value} from './build-input.js';

/** What an iteration sees: percents that are set, and requests since the begin, of each version in their order. */
export interface Sight {
  readonly set: readonly number[];
  readonly counts: readonly (number | null)[];
}

export interface SplitRun {
  /** Between two iterations. */
  readonly seconds?: number;
  readonly situation?: Situation;
  readonly collected?: boolean;
  readonly isSampleSize?: boolean;
  /** That go by before the last iteration. */
  readonly pauseSeconds?: number;
}

/** What is known after each iteration; between two of them it is in a status. */
export function playSplit(
  sights: readonly Sight[],
  {seconds = 60, situation = {}, collected, isSampleSize, pauseSeconds = 0}: SplitRun = {},
): StoredSplit[] {
  const known: StoredSplit[] = [];
  let earlier: StoredSplit | undefined;
  sights.forEach(({set, counts}, index) => {
    const names = ['b', 'c', 'd'].slice(0, set.length);
    const byName = <T>(all: readonly T[]) => Object.fromEntries(names.map((name, place) => [name, all[place]!]));
    const given = counts.map((count) =>
      count === null ? null : isSampleSize ? value('1', count) : String(count),
    );
    const metric = isSampleSize ? 'latency' : 'requests';
    const {experiment, observations} = buildInput({
      ...{versions: names, requestCount: isSampleSize ? undefined : 'default/requests'},
      ...{weights: byName(set), values: {[`default/${metric}`]: byName(given)}},
      ...situation,
    });
    const status = {...experiment.status, completedIterations: index};
    const analysis = collected ? {aggregatedBuiltinHists: {data: {}}} : {};
    const paused = index === sights.length - 1 ? pauseSeconds : 0;
    const now = new Date(NOW.getTime() + (index * seconds + paused) * 1000);
    const seen = {...experiment, status, source: {...experiment.source, status: {analysis}}};
    const found = checkSplit(seen, observations, {earlier, now});
    earlier = found && storedSplit({source: {status: {split: splitJson(found)}}});
    if (earlier) known.push(earlier);
  });
  return known;
}

/** What is told at the end. */
export function splitWarningOf(sights: readonly Sight[], run: SplitRun = {}): StoredSplit['warning'] {
  return playSplit(sights, run).at(-1)?.warning;
}
