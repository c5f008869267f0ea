import {describe, expect, it} from '@jest/globals';
import {proofsOverTime} from '../../src/analysis/proofs-over-time.js';
import {historyOf, type Point} from '../../src/experiment/history.js';
import type {Experiment} from '../../src/experiment/model.js';
import {boundedPoints, iterationTimes, sharePoints} from '../../src/render/bounded-points.js';
import {changed, experimentOf} from './watch/support.js';

const experiment = await experimentOf('strength/two-limits.yaml');

function historyOfMetric(metric: string, version: string): readonly Point[] {
  const {series} = historyOf(experiment);
  return series.find((one) => one.metric === metric && one.version === version)!.points;
}

const proofsOf = (of: Experiment, index: number) =>
  proofsOverTime(of, of.spec.criteria.objectives[index]!, 'candidate');

describe('points with bounds', () => {
  const history = historyOfMetric('iter8-system/error-rate', 'candidate');

  it('have those of the look that saw the value', () => {
    const proofs = proofsOf(experiment, 1);
    const points = boundedPoints(history, proofs, iterationTimes(experiment));
    expect(points).toHaveLength(history.length);
    expect(points.map(({bounds}) => bounds)).toEqual(proofs.map(({proof}) => proof.bounds));
  });

  it('have none without a proof, and none that are infinite', () => {
    const times = iterationTimes(experiment);
    expect(boundedPoints(history, [], times).every(({bounds}) => bounds === undefined)).toBe(true);
    const [first] = proofsOf(experiment, 1);
    const unbounded = {...first!, proof: {...first!.proof, bounds: {lower: -Infinity, upper: Infinity}}};
    expect(boundedPoints(history, [unbounded], times).every(({bounds}) => bounds === undefined)).toBe(true);
  });

  it('leave out what cannot be read, and go by time', () => {
    const odd = [
      {at: '2026-11-22T09:00:10Z', value: '2'},
      {at: 'soon', value: '1'},
      {at: '2026-11-22T09:00:05Z', value: '1500m'},
      {at: '2026-11-22T09:00:07Z', value: 'much'},
    ];
    expect(boundedPoints(odd, [], iterationTimes(experiment)).map(({value}) => value)).toEqual([1.5, 2]);
  });

  it('are of a percentile in percent of the observations, for each limit', () => {
    const last = (kind: 'upperLimit' | 'lowerLimit') =>
      sharePoints(proofsOf(experiment, 2), kind, iterationTimes(experiment)).at(-1)!;
    const [above150, above100] = [last('upperLimit'), last('lowerLimit')];
    expect(above150.value).toBeLessThan(5);
    expect(above100.value).toBeGreaterThan(5);
    for (const {value, bounds} of [above150, above100]) {
      expect(bounds!.lower).toBeLessThan(value);
      expect(bounds!.upper).toBeGreaterThan(value);
    }
    expect(sharePoints(proofsOf(experiment, 1), 'upperLimit', iterationTimes(experiment))).toEqual([]);
  });
});

describe('the times of iterations', () => {
  const at = (text: string) => Date.parse(`2026-11-22T${text}Z`);

  it('are those of the history where that is whole', () => {
    const {timeOf} = iterationTimes(experiment);
    expect([timeOf(1), timeOf(8)]).toEqual([at('09:00:00'), at('09:01:24')]);
  });

  it('lie evenly between the begin and the last point where older ones are left out', () => {
    const longer = changed(experiment, {'/status/completedIterations': 15});
    const {timeOf} = iterationTimes(longer);
    expect([timeOf(1), timeOf(8), timeOf(15)]).toEqual([at('09:00:00'), at('09:00:42'), at('09:01:24')]);
  });
});
