import {describe, expect, it} from '@jest/globals';
import {formatExact, quantityToNumber} from '../../../src/experiment/quantity.js';
import type {MetricType, MockSource} from '../../../src/metrics/metric.js';
import {mockValue} from '../../../src/metrics/mock/mock.js';
import {gamma, normal, seededRandom, symmetricBeta} from '../../../src/metrics/mock/random.js';
import {metricOf} from '../support/metrics.js';

const source = metricOf({mock: [{name: 'v1', level: 20}, {name: 'tenth', level: '0.1'}]}).source as MockSource; // prettier-ignore

function valueOf(type: MetricType, version: string, elapsedSeconds: number, random = seededRandom('fixed')) {
  const outcome = mockValue({type, source}, version, elapsedSeconds, random);
  if (outcome.kind !== 'value') throw new Error(outcome.reason);
  return outcome.value;
}

function momentsOf(draw: () => number, draws: number) {
  const values = Array.from({length: draws}, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / draws;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1);
  return {mean, deviation: Math.sqrt(variance), values};
}

describe('mockValue', () => {
  it.each([
    ['v1', 30, '600'],
    ['v1', 30.9, '600'],
    ['v1', 0, '20'],
    ['tenth', 3, '0.3'],
  ])('of a counter for %s after %d s is exactly %s', (version, seconds, expected) => {
    expect(formatExact(valueOf('Counter', version, seconds))).toBe(expected);
  });

  it.each([
    [1, 11.7],
    [10, 4.35],
    [60, 1.83],
    [600, 0.58],
  ])('of a gauge of level 20 scatters around it, after %d s by %d', (seconds, deviation) => {
    const random = seededRandom(`spread ${seconds}`);
    const drawn = momentsOf(() => quantityToNumber(valueOf('Gauge', 'v1', seconds, random)), 4000);
    expect(Math.abs(drawn.mean - 20)).toBeLessThan((4 * deviation) / Math.sqrt(4000));
    expect(drawn.deviation / (20 / Math.sqrt(2 * seconds + 1))).toBeCloseTo(1, 1);
    expect(drawn.deviation / deviation).toBeCloseTo(1, 1);
    expect(Math.min(...drawn.values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn.values)).toBeLessThanOrEqual(40);
  });

  it('has none for a version that is not listed', () => {
    expect(mockValue({type: 'Gauge', source}, 'v2', 1, seededRandom(''))).toEqual({
      kind: 'unavailable',
      cause: 'definition',
      reason: 'mock has no level for version v2',
    });
  });
});

describe('seededRandom', () => {
  it('repeats itself for the same seed and differs for a similar one', () => {
    const first = (seed: string) => Array.from({length: 5}, seededRandom(seed));
    expect(first('a')).toEqual(first('a'));
    expect(first('a')).not.toEqual(first('b'));
  });

  it('is uniform: mean 1/2, standard deviation √(1/12), all tenths alike', () => {
    const {mean, deviation, values} = momentsOf(seededRandom('uniform'), 20_000);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(deviation).toBeCloseTo(Math.sqrt(1 / 12), 2);
    const tenths = Array.from({length: 10}, (_, tenth) =>
      values.filter((value) => Math.floor(value * 10) === tenth),
    );
    for (const {length} of tenths) expect(Math.abs(length - 2000)).toBeLessThan(200);
  });
});

describe('the distributions', () => {
  it('normal has mean 0 and standard deviation 1', () => {
    const random = seededRandom('normal');
    const {mean, deviation} = momentsOf(() => normal(random), 20_000);
    expect([Math.abs(mean) < 0.03, Math.abs(deviation - 1) < 0.02]).toEqual([true, true]);
  });

  it.each([1, 2.5, 100])('gamma of shape %d has that mean and variance', (shape) => {
    const random = seededRandom(`gamma ${shape}`);
    const {mean, deviation} = momentsOf(() => gamma(shape, random), 20_000);
    expect(mean / shape).toBeCloseTo(1, 1);
    expect(deviation ** 2 / shape).toBeCloseTo(1, 1);
  });

  it('beta of shape 1 is uniform', () => {
    const random = seededRandom('beta');
    const {mean, deviation} = momentsOf(() => symmetricBeta(1, random), 20_000);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(deviation).toBeCloseTo(Math.sqrt(1 / 12), 2);
  });
});
