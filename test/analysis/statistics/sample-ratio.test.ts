import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import './support/seeded.js';
import {
  addInterval,
  type Interval,
  isSplitDoubtful,
  isSplitMissed,
  NO_SPLIT_EVIDENCE,
  SHARE_MARGIN,
} from '../../../src/analysis/statistics/sample-ratio.js';
import {drawBinomial} from '../../../src/engine/simulate/draw.js';
import {type Random, seededRandom} from '../../../src/metrics/mock/random.js';

const ERROR = 0.001;

/** Number of the first interval after which it is shown that the split was missed; undefined: it never is. */
function firstMissed(intervals: readonly Interval[], error = ERROR): number | undefined {
  let evidence = NO_SPLIT_EVIDENCE;
  const index = intervals.findIndex((interval, before) => {
    evidence = addInterval(evidence, interval, before + 1);
    return isSplitMissed(evidence, error);
  });
  return index < 0 ? undefined : index + 1;
}

/** Intervals in which weights go from one to the next, and take effect after any part of the interval. */
function lateIntervals(weights: readonly number[], all: number, random: Random): Interval[] {
  return weights.map((weight, index) => {
    const before = weights[index - 1] ?? weight;
    const share = weight + (before - weight) * random();
    const [lowest, highest] = [Math.min(before, weight), Math.max(before, weight)];
    return {requests: drawBinomial(all, share, random), all, lowest, highest};
  });
}

const even = (count: number, share: number): number[] => Array<number>(count).fill(share);
const ramp = Array.from({length: 12}, (_, index) => 0.1 + (0.8 * index) / 11);

describe('traffic that arrives as it was set', () => {
  it.each([
    ['even all the time', even(12, 0.5), 100],
    ['few requests for the candidate', even(12, 0.05), 40],
    ['many requests', even(12, 0.3), 20_000],
    ['a ramp from 10 to 90 %, whose weights come late', ramp, 100],
    ['the same with many requests', ramp, 10_000],
    ['from all to nothing and back', Array.from({length: 12}, (_, index) => index % 2), 200],
  ])('is hardly ever called otherwise: %s', (situation, weights, all) => {
    const random = seededRandom(situation);
    let alarms = 0;
    for (let run = 0; run < 2000; run += 1) if (firstMissed(lateIntervals(weights, all, random))) alarms += 1;
    expect(alarms / 2000).toBeLessThanOrEqual(0.0025);
  });

  it('may differ by the margin for ever', () => {
    const edge = {requests: 10_000 * (0.5 + SHARE_MARGIN), all: 10_000, lowest: 0.5, highest: 0.5};
    expect(firstMissed(Array<Interval>(500).fill(edge))).toBeUndefined();
  });

  it('makes evidence no larger in the mean, whatever is allowed', () => {
    const share = fc.double({min: 0.02, max: 0.98, noNaN: true});
    const situation = fc.record({a: share, b: share, at: fc.double({min: 0, max: 1, noNaN: true}), all: fc.integer({min: 1, max: 60})}); // prettier-ignore
    fc.assert(
      fc.property(situation, ({a, b, at, all}) => {
        for (const mean of meansOf(Math.min(a, b), Math.max(a, b), {at, all})) expect(mean).toBeLessThan(1 + 1e-6);
      }),
      {numRuns: 60},
    );
  });
});

/** By what factors evidence grows in the mean, where the share is the part `at` of the way from the lowest to the highest. */
function meansOf(lowest: number, highest: number, {at, all}: {at: number; all: number}): number[] {
  const means = NO_SPLIT_EVIDENCE.map(() => 0);
  const none = NO_SPLIT_EVIDENCE.map(() => 0); // logarithms of 1
  for (let requests = 0; requests <= all; requests += 1) {
    const probability = binomial(requests, all, lowest + at * (highest - lowest));
    const after = addInterval(none, {requests, all, lowest, highest}, 1e9);
    after.forEach((log, index) => (means[index]! += probability * Math.exp(log)));
  }
  return means;
}

function binomial(count: number, all: number, share: number): number {
  let log = count * Math.log(share) + (all - count) * Math.log1p(-share);
  for (let index = 1; index <= count; index += 1) log += Math.log((all - count + index) / index);
  return Math.exp(log);
}

describe('traffic that arrives otherwise', () => {
  it.each([
    ['30 instead of 50 %, with 100 requests', {truth: 0.3, set: 0.5, all: 100, within: 5}],
    ['12 instead of 50 %', {truth: 0.12, set: 0.5, all: 100, within: 3}],
    ['1 instead of 10 %, with 200 requests', {truth: 0.01, set: 0.1, all: 200, within: 8}],
    ['none instead of 10 %', {truth: 0, set: 0.1, all: 100, within: 5}],
    ['all instead of 50 %', {truth: 1, set: 0.5, all: 20, within: 5}],
    ['40 instead of 50 %, with 2,000 requests', {truth: 0.4, set: 0.5, all: 2000, within: 10}],
  ])('is seen in nearly all runs: %s', (situation, {truth, set, all, within}) => {
    const random = seededRandom(situation);
    const draw = () => ({requests: drawBinomial(all, truth, random), all, lowest: set, highest: set});
    const runs = Array.from({length: 400}, () => Array.from({length: within}, draw));
    const seen = runs.filter((intervals) => firstMissed(intervals, ERROR / 2) !== undefined);
    expect(seen.length / runs.length).toBeGreaterThanOrEqual(0.95);
  });

  it('is seen when it begins late in a run', () => {
    const random = seededRandom('late');
    const right = {all: 200, lowest: 0.5, highest: 0.5};
    const good = even(60, 0.5).map((share) => ({...right, requests: drawBinomial(200, share, random)}));
    const bad = even(6, 0.25).map((share) => ({...right, requests: drawBinomial(200, share, random)}));
    const seen = firstMissed([...good, ...bad]);
    expect(seen).toBeGreaterThan(60);
  });

  it('is doubtful before it is shown, and not before', () => {
    const odd = {requests: 33, all: 100, lowest: 0.5, highest: 0.5};
    const doubt = addInterval(NO_SPLIT_EVIDENCE, odd, 1);
    expect([isSplitDoubtful(NO_SPLIT_EVIDENCE), isSplitDoubtful(doubt)]).toEqual([false, true]);
    expect(isSplitMissed(doubt, ERROR)).toBe(false);
  });

  it('tells no more by many requests of one interval than by 200 of them', () => {
    const [few, many] = [200, 200_000].map((all) => {
      return addInterval(NO_SPLIT_EVIDENCE, {requests: all * 0.35, all, lowest: 0.5, highest: 0.5}, 1);
    });
    few!.forEach((log, index) => expect(many![index]).toBeCloseTo(log, 6));
  });
});
