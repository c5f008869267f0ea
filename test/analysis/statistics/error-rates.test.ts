import {describe, expect, it} from '@jest/globals';
import {type Dependence, MANY_LOOKS} from '../../../src/analysis/statistics/dependence.js';
import {errorTail, type PlannedLooks} from '../../../src/analysis/statistics/error-tail.js';
import type {Bounds, Estimate} from '../../../src/analysis/statistics/estimate.js';
import {estimateMean} from '../../../src/analysis/statistics/mean.js';
import {estimateProportion} from '../../../src/analysis/statistics/proportion.js';
import type {Sample} from '../../../src/analysis/statistics/sample.js';
import {type Random, seededRandom} from '../../../src/metrics/mock/random.js';
import {drawCounts, drawLatencies, rampedLooks, shareOf} from './support/looks.js';

const ERROR = 0.05;
/** Simulated for each situation, whatever number of runs that is. */
const LOOKS = 3000;

interface Rule {
  readonly planned: PlannedLooks;
  readonly estimate: (sample: Sample, dependence: Dependence) => Estimate;
  readonly dependence?: Dependence;
}

/** How often a run ends with a verdict at any of its looks, though the truth is just at the limit. */
function wrongRuns(
  seed: string,
  rule: Rule,
  draw: (random: Random) => Sample,
  isWrong: (bounds: Bounds) => boolean,
) {
  const random = seededRandom(seed);
  const runs = Math.min(400, Math.round(LOOKS / draw(random).length));
  return shareOf(runs, ERROR, () => {
    const sample = draw(random);
    return sample.some((_, index) => isWrong(boundsAt(sample.slice(0, index + 1), rule)));
  });
}

function boundsAt(sample: Sample, {planned, estimate, dependence = 'checked'}: Rule): Bounds {
  const looks = sample.map(({time, samples}) => ({time, information: samples}));
  return estimate(sample, dependence).bounds(errorTail(looks, ERROR, planned));
}

const even = (count: number, samples: number): number[] => Array<number>(count).fill(samples);
/** Requests of each look while the weight ramps from 10 to 95 %. */
const ramped = rampedLooks(10).map(({information}, index, looks) => {
  return Math.round(5 * (information - (looks[index - 1]?.information ?? 0)));
});

describe('a version just at its limit of 1 % bad requests', () => {
  it.each<[string, PlannedLooks, number[], Dependence]>([
    ['at a single look', 1, [2000], 'checked'],
    ['over ten looks', 10, even(10, 200), 'checked'],
    ['over ten looks while its weight ramps', 10, ramped, 'checked'],
    ['over fifty looks', MANY_LOOKS, even(MANY_LOOKS, 100), 'estimated'],
    ['when nobody knows how many looks there will be', 'anytime', even(20, 200), 'checked'],
  ])('is promoted no more often than is allowed: %s', (situation, planned, added, dependence) => {
    const rule = {planned, estimate: estimateProportion, dependence};
    const draw = (random: Random) => drawCounts(added, 0.01, random);
    const promoted = wrongRuns(situation, rule, draw, ({upper}) => upper <= 0.01);
    expect(promoted.share).toBeLessThan(ERROR + 4 * promoted.standardError);
  });

  it('is ended no more often than that either', () => {
    const rule = {planned: 10, estimate: estimateProportion};
    const ended = wrongRuns(
      'ended',
      rule,
      (random) => drawCounts(ramped, 0.01, random),
      ({lower}) => lower > 0.01,
    );
    expect(ended.share).toBeLessThan(ERROR + 4 * ended.standardError);
  });

  it('would be promoted far more often if each look were judged as if it were the only one', () => {
    const random = seededRandom('naive');
    const naive = shareOf(300, ERROR, () => {
      const sample = drawCounts(ramped, 0.01, random);
      return sample.some((look) => estimateProportion([look], 'checked').bounds(ERROR).upper <= 0.01);
    });
    expect(naive.share).toBeGreaterThan(ERROR + 4 * naive.standardError);
  });
});

describe('a version just at its limit of a mean', () => {
  it.each<[string, Rule, number[]]>([
    ['squares are known', {planned: 10, estimate: estimateMean}, even(10, 60)],
    ['only the looks tell', {planned: 10, estimate: withoutSquares}, even(10, 60)],
    [
      'many looks tell',
      {planned: MANY_LOOKS, estimate: estimateMean, dependence: 'estimated'},
      even(MANY_LOOKS, 20),
    ],
  ])('is ended no more often than is allowed where %s', (situation, rule, added) => {
    const ended = wrongRuns(
      situation,
      rule,
      (random) => drawLatencies(added, random),
      ({lower}) => lower > 1,
    );
    expect(ended.share).toBeLessThan(ERROR + 4 * ended.standardError);
  });

  it.each<[string, Rule, number[]]>([
    ['squares are known', {planned: 10, estimate: estimateMean}, even(10, 400)],
    ['only the looks tell', {planned: 10, estimate: withoutSquares}, even(10, 400)],
    [
      'many looks tell',
      {planned: MANY_LOOKS, estimate: estimateMean, dependence: 'estimated'},
      even(MANY_LOOKS, 80),
    ],
  ])('is promoted no more often than is allowed where %s', (situation, rule, added) => {
    const promoted = wrongRuns(
      situation,
      rule,
      (random) => drawLatencies(added, random),
      ({upper}) => upper <= 1,
    );
    expect(promoted.share).toBeLessThan(ERROR + 4 * promoted.standardError);
  });
});

function withoutSquares(sample: Sample, dependence: Dependence): Estimate {
  const bare = sample.map(({time, samples, sum}) => ({time, samples, sum}));
  return estimateMean(bare, dependence);
}
