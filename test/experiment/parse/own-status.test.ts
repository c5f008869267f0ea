import {describe, expect, it} from '@jest/globals';
import type {Json} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {parseQuantity} from '../../../src/experiment/quantity.js';

const parse = (strength: Json, entry: Json = {}) =>
  parseExperiment({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'e'},
    spec: {target: 't', strategy: {testingPattern: 'Canary'}, criteria: {strength}},
    status: {analysis: {aggregatedMetrics: {data: {latency: {data: {b: entry}}}}}},
  });

describe('what our own engine writes and reads', () => {
  it('is the time of a value, and the last value where there is none that counts', () => {
    const entry = {lastValue: '1500m', observedAt: '2026-11-22T10:00:00Z', unavailable: 'no answer'};
    expect(parse({}, entry).status.analysis.aggregatedMetrics?.get('latency')?.get('b')).toEqual({
      value: undefined,
      lastValue: parseQuantity('1.5'),
      observedAt: new Date('2026-11-22T10:00:00Z'),
      sampleSize: undefined,
    });
  });

  it.each<[Json, number | undefined]>([
    [{minimumSamples: 30}, 30],
    [{minimumSamples: 0}, 0],
    [{confidence: 0.9}, undefined],
    ['anything', undefined],
    [null, undefined],
  ])('is the number of samples needed, from criteria.strength %j: %s', (strength, expected) => {
    expect(parse(strength).spec.criteria.minimumSamples).toBe(expected);
  });

  it.each([[-1], ['30'], [1.5]])('is refused as a number of samples: %j', (minimumSamples) => {
    expect(() => parse({minimumSamples})).toThrow(
      'spec.criteria.strength.minimumSamples: expected a whole number',
    );
  });
});
