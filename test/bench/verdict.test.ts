import {describe, expect, it} from '@jest/globals';
import {latencyPool, sampleSource} from '../../bench/verdict/draw.js';
import {type Setting, curveOf, fullGrid, requestsOfLooks, smallGrid} from '../../bench/verdict/grid.js';
import {argoRollouts, fixedSample, flagger, kayenta, lastValue, mannWhitneyZ} from '../../bench/verdict/others.js';
import {judgement, provenHarmful} from '../../bench/verdict/ours.js';
import {play, pointOfPower} from '../../bench/verdict/play.js';
import * as beta from '../../src/analysis/statistics/beta.js';
import * as dependence from '../../src/analysis/statistics/dependence.js';
import * as errorTail from '../../src/analysis/statistics/error-tail.js';
import * as mean from '../../src/analysis/statistics/mean.js';
import * as normal from '../../src/analysis/statistics/normal.js';
import * as proportion from '../../src/analysis/statistics/proportion.js';
import type {Sample} from '../../src/analysis/statistics/sample.js';
import * as samples from '../../src/analysis/statistics/sample.js';
import * as student from '../../src/analysis/statistics/student.js';
import * as random from '../../src/metrics/mock/random.js';
import {shareOf} from '../analysis/statistics/support/looks.js';
import {setting} from './support/setting.js';

const statistics = {
  ...beta,
  ...dependence,
  ...errorTail,
  ...mean,
  ...normal,
  ...proportion,
  ...samples,
  ...student,
  ...random,
};

/** Of 100 requests a look, so many of which fail; the limit is one. */
const errors = (...counts: number[]): Sample =>
  counts.map((_, look) => ({
    samples: 100 * (look + 1),
    sum: counts.slice(0, look + 1).reduce((all, count) => all + count, 0),
  }));

const pool = latencyPool(normal.normalQuantile, random.seededRandom('pool'));
const dice = (seed: string) => {
  const uniform = random.seededRandom(seed);
  return {random: uniform, normal: () => random.normal(uniform), pool};
};

describe('etc3', () => {
  it('promotes what keeps its limits at the last look, whatever was before', () => {
    expect(lastValue(setting())([errors(4, 0, 0, 0)])).toEqual({end: 'promoted', looks: 4});
    expect(lastValue(setting())([errors(0, 0, 0, 5)])).toEqual({end: 'stopped', looks: 4});
  });
  it('wants all objectives to be kept', () => {
    expect(lastValue(setting())([errors(0, 0, 0, 0), errors(2, 2, 2, 2)]).end).toBe('stopped');
  });
});

describe('Argo Rollouts', () => {
  it('aborts at the first failed measurement unless some are allowed', () => {
    expect(argoRollouts(setting(), 0)([errors(1, 2, 0, 0)])).toEqual({end: 'stopped', looks: 2});
    expect(argoRollouts(setting(), 3)([errors(1, 2, 0, 0)])).toEqual({end: 'promoted', looks: 4});
  });
  it('aborts at the fourth where three may fail', () => {
    expect(argoRollouts(setting(), 3)([errors(2, 2, 2, 2)])).toEqual({end: 'stopped', looks: 4});
  });
  it('counts the failures of each metric apart', () => {
    expect(argoRollouts(setting(), 3)([errors(2, 2, 2, 0), errors(0, 2, 2, 2)]).end).toBe('promoted');
  });
});

describe('Flagger', () => {
  it('needs a check more for each one that has failed', () => {
    expect(flagger(setting())([errors(0, 2, 0, 2, 0, 0, 0, 0)])).toEqual({end: 'promoted', looks: 6});
  });
  it('rolls back at the fifth failed check', () => {
    expect(flagger(setting())([errors(0, 2, 2, 2, 2, 0, 0, 0)])).toEqual({end: 'promoted', looks: 8});
    expect(flagger(setting())([errors(0, 2, 2, 2, 2, 0, 2, 0)])).toEqual({end: 'stopped', looks: 7});
  });
  it('counts a check in which two metrics are out of range once', () => {
    const sample = errors(2, 2, 2, 2, 0, 0, 0, 0);
    expect(flagger(setting())([sample, sample])).toEqual({end: 'promoted', looks: 8});
  });
});

describe('the model of Kayenta', () => {
  it('has the z that R gives for the ranks', () => {
    // wilcox.test(c(3, 4, 5, 6), c(1, 2, 3, 4), exact = FALSE): W = 14, with the correction for two ties
    expect(mannWhitneyZ([3, 4, 5, 6], [1, 2, 3, 4])).toBeCloseTo(
      (14 - 8 - 0.5) / Math.sqrt((16 / 12) * (9 - 12 / 56)),
      12,
    );
  });
  it('stops what is higher at all looks, and promotes what is like the baseline or lower', () => {
    const [low, high] = [errors(0, 1, 0, 1, 0, 1), errors(5, 6, 7, 5, 6, 7)];
    const judge = kayenta(setting({looks: 6}));
    expect(judge([high], [low]).end).toBe('stopped');
    expect(judge([low], [low]).end).toBe('promoted');
    expect(judge([low], [high]).end).toBe('promoted');
  });
});

describe('one test at the end', () => {
  it('takes the exact bounds of all errors', () => {
    const test = fixedSample(setting(), statistics, () => errors(1, 1, 1, 1));
    expect(test([errors(0, 0, 0, 0)]).end).toBe('promoted'); // 0.05^(1/400) is 0.9925
    expect(test([errors(1, 0, 0, 0)]).end).toBe('held');
    expect(test([errors(2, 2, 2, 3)]).end).toBe('stopped'); // of 4 expected, 9 or more come in 2 % of all runs
  });
  it('takes the spread of the looks where that is all there is', () => {
    const looks = [60, 61, 59, 60].map((value, look) => ({samples: 100 * (look + 1), sum: 6000 * look + 100 * value})); // prettier-ignore
    const own = setting({metric: 'lookMeans'});
    const test = fixedSample(own, statistics, sampleSource(own, 1, dice('limit')));
    expect(test([looks]).end).toBe('promoted');
  });
  it('promotes one of twenty means at its limit, where Student’s promotes more of those with a long tail', () => {
    const own = setting({metric: 'lookMeans', requests: 20, looks: 5});
    const test = fixedSample(own, statistics, sampleSource(own, 1, dice('limit')));
    const draw = sampleSource(own, 1, dice('again'));
    const promoted = shareOf(6000, 0.05, () => test([draw()]).end === 'promoted');
    expect(Math.abs(promoted.share - 0.05)).toBeLessThan(4 * promoted.standardError);
  });
});

describe('our judgement', () => {
  it.each(['errors', 'latency', 'lookMeans'] as const)(
    'is the same as without what it spares itself, for %s',
    (metric) => {
      for (const over of [{}, {looks: 50}, {dependence: 'correlated'}, {metrics: 3}] as const) {
        const own = setting({metric, requests: 200, looks: 8, ...over});
        const judge = judgement(own, statistics);
        const sources = Array.from({length: own.metrics}, () =>
          sampleSource(own, 1.4, dice(`${metric} ${own.looks}`)),
        );
        for (let run = 0; run < 15; run += 1) {
          const candidate = sources.map((draw) => draw());
          expect(judge(candidate)).toEqual(plainJudgement(own, candidate));
        }
      }
    },
  );
  it('promotes 300 requests without an error, at the last of 15 looks', () => {
    const own = setting({requests: 20, looks: 15});
    const faultless = Array.from({length: 15}, (_, look) => ({samples: 20 * (look + 1), sum: 0}));
    expect(judgement(own, statistics)([faultless])).toEqual({end: 'promoted', looks: 15});
  });
  it('has provenHarmful promote what is undecided in the end', () => {
    expect(provenHarmful({end: 'held', looks: 4})).toEqual({end: 'promoted', looks: 4});
    expect(provenHarmful({end: 'stopped', looks: 2})).toEqual({end: 'stopped', looks: 2});
  });
});

/** Asks all bounds at all looks. */
function plainJudgement({metric, requests, looks, metrics}: Setting, candidate: readonly Sample[]) {
  const limit = metric === 'errors' ? 0.01 : 100;
  const kind = looks >= 50 ? 'estimated' : {checkedAmong: metrics};
  const estimate = metric === 'errors' ? proportion.estimateProportion : mean.estimateMean;
  for (let look = 1; look <= looks; look += 1) {
    const times = Array.from({length: look}, (_, index) => ({
      time: (index + 1) / looks,
      information: (index + 1) * requests,
    }));
    const estimates = candidate.map((sample) => {
      const {bounds, silentLooks} = estimate(sample.slice(0, look), kind);
      const tail = (error: number, pace: errorTail.Pace) => {
        const side = {limit, side: pace === 'patient' ? 'below' : 'above'} as const;
        const share = metric === 'errors' ? side : undefined;
        return errorTail.errorTail(times, error, looks, {pace, share, silentLooks});
      };
      return {lower: bounds(tail(0.05 / metrics, 'quick')).lower, upper: bounds(tail(0.05, 'patient')).upper};
    });
    if (estimates.some(({lower}) => lower > limit)) return {end: 'stopped', looks: look};
    if (estimates.every(({upper}) => upper <= limit)) return {end: 'promoted', looks: look};
  }
  return {end: 'held', looks};
}

describe('what is drawn', () => {
  const RUNS = 1500;
  const sumsOf = (own: Setting, truth: number) => {
    const draw = sampleSource(own, truth, dice('draw'));
    return Array.from(
      {length: RUNS},
      () => draw().at(-1)!.sum / requestsOfLooks(own).reduce((all, one) => all + one, 0),
    );
  };
  const meanOf = (values: readonly number[]) => values.reduce((all, one) => all + one, 0) / values.length;
  const varianceOf = (values: readonly number[]) => meanOf(values.map((value) => (value - meanOf(values)) ** 2));

  it.each([
    ['errors', 'independent', 1],
    ['errors', 'correlated', 4],
    ['latency', 'independent', 1],
    ['lookMeans', 'independent', 1],
  ] as const)(
    'has the truth as its mean, and the variance of its dependence: %s, %s',
    (metric, kind, inflation) => {
      const own = setting({metric, dependence: kind, requests: 500, looks: 2});
      const [truth, single] = metric === 'errors' ? [0.02, 0.02 * 0.98] : [200, 200 ** 2];
      const values = sumsOf(own, 2);
      const variance = (single / 1000) * inflation;
      expect(Math.abs(meanOf(values) - truth)).toBeLessThan(4 * Math.sqrt(variance / RUNS));
      expect(Math.abs(varianceOf(values) / variance - 1)).toBeLessThan(0.2);
    },
  );
  it('varies more where the means of looks hang together, and where a rate wanders', () => {
    const long = setting({requests: 500, looks: 50, metric: 'lookMeans', dependence: 'correlated'});
    expect(varianceOf(sumsOf(long, 1)) / (100 ** 2 / 25_000)).toBeCloseTo(4, 0);
    const wandering = setting({requests: 500, looks: 2, dependence: 'wandering'});
    const variance = 0.01 / 1000 + 0.5 * 1.6 * (0.01 * 0.3) ** 2;
    expect(Math.abs(varianceOf(sumsOf(wandering, 1)) / variance - 1)).toBeLessThan(0.25);
  });
  it('ramps with the weight', () => {
    expect(requestsOfLooks(setting({requests: 1000, isRamped: true}), 1)).toEqual([100, 383, 667, 950, 950]);
  });
});

describe('the grid', () => {
  it('has twelve cells for CI, all different', () => {
    expect(new Set(smallGrid().map((one) => JSON.stringify(one))).size).toBe(12);
  });
  it('has every combination once in full', () => {
    expect(new Set(fullGrid().map((one) => JSON.stringify(one))).size).toBe(6 * 4 * 4 * 2);
  });
  it('plays the limit both ways where there are several metrics', () => {
    expect(curveOf(setting({metrics: 10})).filter(({truth}) => truth === 1)).toHaveLength(2);
  });
});

describe('a cell', () => {
  const cell = {
    setting: setting({requests: 300, looks: 10}),
    point: {truth: 2, others: 'alike'},
    runs: 200,
  } as const;

  it('comes out the same for the same seed', () => {
    expect(play({...cell, seed: 'a'}, statistics)).toEqual(play({...cell, seed: 'a'}, statistics));
    expect(play({...cell, seed: 'a'}, statistics)).not.toEqual(play({...cell, seed: 'b'}, statistics));
  });
  it('has no power where too few requests come, and else a truth within the limit that is shown', () => {
    const task = {end: 'promoted', seed: 'a'} as const;
    expect(pointOfPower({...task, setting: setting({requests: 20})}, statistics)).toBeUndefined();
    const {truth} = pointOfPower({...task, setting: setting({requests: 1000})}, statistics)!;
    // with 4,000 requests up to 29 errors show it, which is 90 % likely with 0.57 % errors
    expect(truth).toBeCloseTo(0.57, 1);
  });
});
