import {describe, expect, it} from '@jest/globals';
import {type Dependence, MANY_LOOKS} from '../../../src/analysis/statistics/dependence.js';
import {errorTail, type PlannedLooks} from '../../../src/analysis/statistics/error-tail.js';
import type {Estimate} from '../../../src/analysis/statistics/estimate.js';
import {estimateMean} from '../../../src/analysis/statistics/mean.js';
import {estimateProportion} from '../../../src/analysis/statistics/proportion.js';
import type {Sample} from '../../../src/analysis/statistics/sample.js';
import {type Random, seededRandom} from '../../../src/metrics/mock/random.js';
import {drawCounts, drawLatencies, rampedLooks, shareOf} from './support/looks.js';

const ERROR = 0.05;
/** Simulated for each situation, whatever number of runs that is. */
const LOOKS = 2500;
const MOST_RUNS = 400;

interface Situation {
  readonly planned: PlannedLooks;
  /** Observations that each look adds. */
  readonly added: readonly number[];
  readonly draw: (added: readonly number[], random: Random) => Sample;
  /** That is true of what is drawn. */
  readonly limit: number;
  readonly estimate: (sample: Sample, dependence: Dependence) => Estimate;
  readonly dependence?: Dependence;
}

/** How often one of the looks of a run would have it promoted, and how often ended, though there is nothing to find. */
function simulate(seed: string, {planned, added, draw, limit, estimate, dependence = 'checked'}: Situation) {
  const random = seededRandom(seed);
  const runs = Math.min(MOST_RUNS, Math.round(LOOKS / added.length));
  const verdicts = Array.from({length: runs}, () => {
    const sample = draw(added, random);
    const all = sample.map((_, index) => {
      const seen = sample.slice(0, index + 1);
      const looks = seen.map(({samples}, at) => ({time: (at + 1) / sample.length, information: samples}));
      const {bounds, silentLooks} = estimate(seen, dependence);
      return bounds(errorTail(looks, ERROR, planned, {silentLooks}));
    });
    return {
      isPromoted: all.some(({upper}) => upper <= limit),
      isEnded: all.some(({lower}) => lower > limit),
    };
  });
  const share = (isOne: (verdict: (typeof verdicts)[number]) => boolean) => verdicts.filter(isOne).length / runs;
  return {
    promoted: share(({isPromoted}) => isPromoted),
    ended: share(({isEnded}) => isEnded),
    allowed: ERROR + 4 * Math.sqrt((ERROR * (1 - ERROR)) / runs),
  };
}

const even = (count: number, samples: number): number[] => Array<number>(count).fill(samples);
/** Requests of each look while the weight ramps from 10 to 95 %. */
const ramped = rampedLooks(10).map(({information}, index, looks) =>
  Math.round(5 * (information - (looks[index - 1]?.information ?? 0))),
);

const requests = {
  limit: 0.01,
  draw: (added: readonly number[], random: Random) => drawCounts(added, 0.01, random),
  estimate: estimateProportion,
};
const latencies = {limit: 1, draw: drawLatencies, estimate: estimateMean};
const bareLatencies = {
  ...latencies,
  draw: (added: readonly number[], random: Random) =>
    drawLatencies(added, random).map(({samples, sum}) => ({samples, sum})),
};

describe('a version just at its limit', () => {
  it.each<[string, Situation]>([
    ['of bad requests, at a single look', {...requests, planned: 1, added: [2000]}],
    ['of bad requests, over ten looks', {...requests, planned: 10, added: even(10, 200)}],
    ['of bad requests, while its weight ramps', {...requests, planned: 10, added: ramped}],
    [
      'of bad requests, over fifty looks',
      {...requests, planned: MANY_LOOKS, added: even(MANY_LOOKS, 100), dependence: 'estimated'},
    ],
    ['of bad requests, over nobody knows how many looks', {...requests, planned: 'anytime', added: even(20, 200)}],
    ['of a mean whose squares are known', {...latencies, planned: 10, added: even(10, 400)}],
    ['of a mean that only the looks tell of', {...bareLatencies, planned: 10, added: even(10, 400)}],
    [
      'of a mean that many looks tell of',
      {...bareLatencies, planned: MANY_LOOKS, added: even(MANY_LOOKS, 80), dependence: 'estimated'},
    ],
  ])('is seldom promoted and seldom ended: %s', (name, situation) => {
    const {promoted, ended, allowed} = simulate(name, situation);
    expect(promoted).toBeLessThan(allowed);
    expect(ended).toBeLessThan(allowed);
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
