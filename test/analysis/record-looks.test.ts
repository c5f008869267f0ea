import {describe, expect, it} from '@jest/globals';
import type {KnownAbove, ObservedValue, Observation, Observations} from '../../src/analysis/observations.js';
import {recordLooks} from '../../src/analysis/record-looks.js';
import type {LookSeries} from '../../src/experiment/stored-looks.js';
import {unavailable, value} from './support/build-input.js';
import {ERRORS, strengthInput, type StrengthSituation} from './support/strength-input.js';

type Values = Readonly<Record<string, Readonly<Record<string, Observation>>>>;

const observed = (values: Values): Observations =>
  new Map(
    Object.entries(values).map(([name, byVersion]) => [`default/${name}`, new Map(Object.entries(byVersion))]),
  );

function record(values: Values, situation: StrengthSituation = {}): readonly LookSeries[] | undefined {
  const metrics = {'error-rate': {}, lat: {}, 'p95-latency': {}, errors: {type: 'Counter'}};
  return recordLooks(strengthInput({metrics, ...situation}).experiment, observed(values));
}

type Known = Readonly<Record<number, KnownAbove>>;

const above = (observation: Observation, counts: Known): Observation => ({
  ...(observation as ObservedValue),
  above: new Map(Object.entries(counts).map(([limit, count]) => [Number(limit), count])),
});

describe('a look', () => {
  it('is what was counted of each version that was read, under the number of the iteration', () => {
    const errors = {b: value('0.002', 1000), c: value('0.0156', 500)};
    expect(record({'error-rate': errors}, {completedIterations: 3})).toEqual([
      {metric: 'error-rate', version: 'b', looks: [{iteration: 4, samples: 1000, sum: 2}]},
      {metric: 'error-rate', version: 'c', looks: [{iteration: 4, samples: 500, sum: 8}]},
    ]);
  });

  it('at a mean is the sum of the values', () => {
    const objectives = [{metric: 'lat', upperLimit: 50}];
    expect(record({lat: {c: value('12.5', 40)}}, {objectives})).toEqual([
      {metric: 'lat', version: 'c', looks: [{iteration: 1, samples: 40, sum: 500}]},
    ]);
  });

  it('at a mean whose metric knows its sums is these, whatever counts its data points', () => {
    const sums = {count: 30, sum: 375, squares: 6000, cubes: 120_000};
    const objectives = [{metric: 'lat', upperLimit: 50}];
    const read = {...(value('12.5', 40) as ObservedValue), sums};
    expect(record({lat: {c: read}}, {objectives})![0]!.looks).toEqual([
      {iteration: 1, samples: 30, sum: 375, squares: 6000, cubes: 120_000},
    ]);
  });

  it('at a percentile is how many are above each of its limits, and there is none where nobody counted', () => {
    const objectives = [{metric: 'p95-latency', upperLimit: 200, lowerLimit: 20}];
    const read = above(value('150', 400), {200: 11});
    expect(record({'p95-latency': {b: value('90', 400), c: read}}, {objectives})).toEqual([
      {metric: 'p95-latency', version: 'c', above: 200, looks: [{iteration: 1, samples: 400, sum: 11}]},
    ]);
  });

  it('at a percentile whose histogram counts for itself stands on what that counts, and says what may be', () => {
    const objectives = [{metric: 'p95-latency', upperLimit: 350, lowerLimit: 20}];
    const within = {bounds: {lower: 200, upper: 500}, least: 8.2, most: 39.9};
    const known: Known = {350: {of: 399.6, count: 20.4, within}, 20: {reason: 'nobody says'}};
    expect(record({'p95-latency': {c: above(value('150', 500), known)}}, {objectives})).toEqual([
      {
        ...{metric: 'p95-latency', version: 'c', above: 350},
        looks: [{iteration: 1, samples: 400, sum: 20, least: 8, most: 40}],
      },
    ]);
  });

  it('is not taken at a percentile whose histogram is empty', () => {
    const objectives = [{metric: 'p95-latency', upperLimit: 350}];
    const read = above(value('150', 500), {350: {of: 0.3, count: 0}});
    expect(record({'p95-latency': {c: read}}, {objectives})).toEqual([]);
  });

  it('is not taken at a share that is none, as one in percent', () => {
    expect(record({'error-rate': {b: value('50', 1000), c: value('-0.1', 1000)}})).toEqual([]);
    expect(record({'error-rate': {b: value('1', 1000), c: value('0', 1000)}})).toHaveLength(2);
  });

  it('is not taken at a number of events', () => {
    const objectives = [{metric: 'errors', upperLimit: 5}];
    expect(record({errors: {c: value('3', 400)}}, {objectives})).toEqual([]);
  });

  it('is taken once at a metric that several objectives and the reward name', () => {
    const objectives = [
      {metric: 'lat', upperLimit: 50},
      {metric: 'lat', lowerLimit: 1},
    ];
    const criteria = {rewards: [{metric: 'lat', preferredDirection: 'Low'}]};
    const looks = record({lat: {b: value('9', 10), c: value('8', 10)}}, {objectives, criteria, pattern: 'A/B'});
    expect(looks?.map(({version}) => version)).toEqual(['b', 'c']);
  });

  it('counts by the requests of the version where the metric names nobody who counts', () => {
    const values = {'error-rate': {c: value('0.5')}, requests: {c: value('40')}};
    expect(record(values)).toEqual([]);
    expect(record(values, {criteria: {requestCount: 'requests'}})).toEqual([
      {metric: 'error-rate', version: 'c', looks: [{iteration: 1, samples: 40, sum: 20}]},
    ]);
  });

  it.each<[string, Observation]>([
    ['remembered and not new', unavailable({text: '0.5', ageSeconds: 5})],
    ['unavailable', unavailable()],
    ['of no samples', value('0.5', 0)],
    ['of samples that nobody could count', {...(value('0.5') as ObservedValue), uncounted: 'no answer'}],
  ])('is not taken at a value that is %s', (_what, observation) => {
    const criteria = {requestCount: 'requests'};
    expect(record({'error-rate': {c: observation}}, {criteria})).toEqual([]);
  });
});

describe('the looks of a run', () => {
  const earlier: LookSeries = {metric: 'error-rate', version: 'c', looks: [{iteration: 1, samples: 100, sum: 1}]};
  const next = {'error-rate': {c: value('0.02', 250)}};

  it('are the earlier ones and the new one', () => {
    expect(record(next, {completedIterations: 1, looks: [earlier]})).toEqual([
      {...earlier, looks: [...earlier.looks, {iteration: 2, samples: 250, sum: 5}]},
    ]);
  });

  it('have one for each iteration, also when it is decided a second time', () => {
    expect(record(next, {completedIterations: 0, looks: [earlier]})).toEqual([
      {...earlier, looks: [{iteration: 1, samples: 250, sum: 5}]},
    ]);
  });

  it('stay when nothing new is read', () => {
    expect(record({}, {completedIterations: 4, looks: [earlier]})).toEqual([earlier]);
  });

  it('are none where the last value decides', () => {
    expect(record(next, {strength: {policy: 'lastValue'}, looks: [earlier]})).toBeUndefined();
  });

  it.each([
    [5, 12, [3, 5, 8, 10, 12]],
    [1, 12, [12]],
    ['auto', 4, [1, 2, 3, 4]],
    [20, 3, [1, 2, 3]],
  ])('are, if there shall be %s of %d iterations, at even distances and at the last', (looks, iterations, at) => {
    const situation = {strength: {looks}, duration: {iterationsPerLoop: iterations}, objectives: [ERRORS]};
    const taken = Array.from({length: iterations}, (_, index) => index).filter(
      (completedIterations) => record(next, {...situation, completedIterations})!.length > 0,
    );
    expect(taken.map((completed) => completed + 1)).toEqual(at);
  });

  it.each(['auto', 'anytime'])('are fifty at most, asked for as %s, the last iteration among them', (looks) => {
    const situation = {strength: {looks}, duration: {iterationsPerLoop: 70, maxLoops: 2}};
    const taken = Array.from({length: 140}, (_, index) => index).filter(
      (completedIterations) => record(next, {...situation, completedIterations})!.length > 0,
    );
    expect([taken.length, taken.at(-1)]).toEqual([50, 139]);
  });
});
