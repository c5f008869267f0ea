import type {Experiment, Weight} from '../experiment/model.js';
import type {
  PercentRange,
  SplitSince,
  SplitWarning,
  StoredSplit,
  VersionSplit,
} from '../experiment/stored-split.js';
import type {Observations} from './observations.js';
import {countRequests, type RequestCounts} from './request-counts.js';
import {
  addInterval,
  isSplitDoubtful,
  isSplitMissed,
  NO_SPLIT_EVIDENCE,
  SHARE_MARGIN,
} from './statistics/sample-ratio.js';

/** Probability of a warning in a whole run whose traffic arrives as it was set. */
const ERROR = 0.001;
/** Between two scrapes of a counter, at most. */
const SCRAPE_SECONDS = 60;
/** An interval lasts so long at least: counts come late by up to a scrape, weights by some seconds. */
const SHORTEST_SECONDS = SCRAPE_SECONDS;
/** Before, counts that are no totals of the run might still look like some. */
const FEWEST_INTERVALS = 3;
/** Of weights that were not read yet: whatever is joined with it stays as it is. */
const NO_RANGE: PercentRange = [100, 0];

/** What an iteration has seen of the split. */
interface Seen extends RequestCounts {
  /** Its number, from 1. */
  readonly iteration: number;
  readonly now: Date;
}

/**
 * Compares the requests that have come with the split that was set, over all iterations so far together. What was shown once
 * stays as it was then.
 *
 * The share that a version should have in an interval lies anywhere between the least and the largest that was set in it or in the
 * one before, since weights take effect and counts arrive some seconds late. What came since the last scrape is guessed by the
 * backend, from the mean of the run, and put right later: by so much more may it differ (`addReach`).
 *
 * @param experiment with the weights as they are observed now
 * @param earlier what the iterations before have left; undefined: nothing
 * @returns undefined while there is nothing to compare
 */
export function checkSplit(
  experiment: Experiment,
  observations: Observations,
  {earlier, now}: {readonly earlier: StoredSplit | undefined; readonly now: Date},
): StoredSplit | undefined {
  if (earlier?.warning) return earlier;
  const known = earlier && widen(earlier, experiment.status.weights);
  const counted = countRequests(experiment, observations, known?.metric);
  if (!counted) return known;
  const seen = {...counted, iteration: experiment.status.completedIterations + 1, now};
  const isWatched = known && secondsSince(known, now) <= longestGap(experiment);
  return isWatched && isContinued(known, seen) ? goOn(known, seen) : begin(known, seen);
}

function secondsSince({countedAt}: StoredSplit, now: Date): number {
  return (now.getTime() - countedAt.getTime()) / 1000;
}

/** In a longer one, as in a pause, people may have moved traffic that nobody has looked at. */
function longestGap({spec}: Experiment): number {
  return 3 * Math.max(spec.duration.intervalSeconds, SHORTEST_SECONDS);
}

function goOn(known: StoredSplit, seen: Seen): StoredSplit {
  const added = addedRequests(known, seen);
  const all = added.reduce((total, one) => total + one, 0);
  const isLong = secondsSince(known, seen.now) >= SHORTEST_SECONDS;
  return all > 0 && isLong ? addSeen(known, seen, {added, all}) : known;
}

/** What is counted since a restart of something, or anew in each iteration, is less than before at some time. */
function isContinued(earlier: StoredSplit, seen: Seen): boolean {
  const isSame = earlier.metric === seen.metric && earlier.versions.length === seen.counts.length;
  return (
    isSame &&
    seen.counts.every(({version, requests}, index) => {
      const before = earlier.versions[index];
      return before?.version === version && requests >= before.requests - 1;
    })
  );
}

/** @param known of the time before counts broke off */
function begin(known: StoredSplit | undefined, seen: Seen): StoredSplit {
  const versions = seen.counts.map(({version, requests, percent}): VersionSplit => {
    const setBefore: PercentRange = [percent, percent];
    const meanSet = known?.versions.find((one) => one.version === version)?.meanSet ?? percent;
    const evidence = NO_SPLIT_EVIDENCE;
    return {version, requests, set: NO_RANGE, setBefore, meanSet, evidence, since: sinceNow(seen)};
  });
  const intervals = known?.intervals ?? 0;
  return {metric: seen.metric, countedAt: seen.now, intervals, unbroken: 0, versions};
}

function sinceNow({iteration}: Seen): SplitSince {
  return {iteration, requests: 0, all: 0, expected: 0};
}

function widen(earlier: StoredSplit, weights: readonly Weight[]): StoredSplit {
  const versions = earlier.versions.map((one): VersionSplit => {
    const percent = weights.find(({version}) => version === one.version)?.percent;
    return percent === undefined ? one : {...one, set: joinRanges(one.set, [percent, percent])};
  });
  return {...earlier, versions};
}

function joinRanges(one: PercentRange, other: PercentRange): PercentRange {
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

function addedRequests({versions}: StoredSplit, {counts}: Seen): number[] {
  return counts.map(({requests}, index) => Math.max(0, requests - (versions[index]?.requests ?? requests)));
}

/** Requests since the last interval, of each version and of all. */
interface Added {
  readonly added: readonly number[];
  readonly all: number;
}

function addSeen(known: StoredSplit, seen: Seen, {added, all}: Added): StoredSplit {
  const intervals = known.intervals + 1;
  const before = known.versions.reduce((total, {requests}) => total + requests, 0);
  const latePart = SCRAPE_SECONDS / secondsSince(known, seen.now);
  const versions = known.versions.map((one, index): VersionSplit => {
    const requests = added[index] ?? 0;
    const meanSet = (one.meanSet * before + middleOf(one.set) * all) / (before + all);
    const [lowest, highest] = addReach(joinRanges(one.set, one.setBefore), [one.meanSet, meanSet], latePart);
    const interval = {requests, all, lowest: lowest / 100, highest: highest / 100};
    return {
      version: one.version,
      requests: one.requests + requests,
      set: NO_RANGE,
      setBefore: one.set,
      meanSet,
      evidence: addInterval(one.evidence, interval, intervals),
      since: addSince(isSplitDoubtful(one.evidence) ? one.since : sinceNow(seen), one.set, {requests, all}),
    };
  });
  const checked = {...known, versions, intervals, unbroken: known.unbroken + 1, countedAt: seen.now};
  return {...checked, warning: warningOf(checked)};
}

function addSince(
  {iteration, requests, all, expected}: SplitSince,
  set: PercentRange,
  added: {readonly requests: number; readonly all: number},
): SplitSince {
  return {
    iteration,
    requests: requests + added.requests,
    all: all + added.all,
    expected: expected + (added.all * middleOf(set)) / 100,
  };
}

/**
 * The range, and on both sides what the counts of an interval may be wrong by: for the time between the last scrape and the query
 * a backend takes the mean rate since the begin, and corrects it at the next scrape, at another moment for each version.
 *
 * @param mean of what was set since the begin, before the interval and after it
 * @param part of the interval that a scrape may be late by
 */
function addReach([lowest, highest]: PercentRange, [before, after]: PercentRange, part: number): PercentRange {
  const reach = part * (Math.max(highest, before, after) - Math.min(lowest, before, after));
  return [lowest - reach, highest + reach];
}

function middleOf([lowest, highest]: PercentRange): number {
  return (lowest + highest) / 2;
}

/** Of the version that is farthest from what was set; of two, which are equally far, of the candidate. */
function warningOf({versions, unbroken}: StoredSplit): SplitWarning | undefined {
  if (unbroken < FEWEST_INTERVALS) return undefined;
  const error = ERROR / versions.length;
  const missed = versions.filter((one) => isSplitMissed(one.evidence, error) && isFarOff(one)).map(describeSplit);
  const distance = ({observed, set}: SplitWarning) => Math.round(10 * Math.abs(observed - set));
  return missed.reverse().sort((one, other) => distance(other) - distance(one))[0];
}

/** Intervals before and after may make up for one that stands out, as do counts that are corrected: of these nothing is told. */
function isFarOff({since: {requests, all, expected}}: VersionSplit): boolean {
  return Math.abs(requests - expected) > SHARE_MARGIN * all;
}

function describeSplit({version, since: {iteration, requests, all, expected}}: VersionSplit): SplitWarning {
  const percentOf = (count: number) => Math.round((1000 * count) / Math.max(1, all)) / 10;
  return {version, since: iteration, observed: percentOf(requests), set: percentOf(expected)};
}
