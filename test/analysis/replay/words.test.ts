import {describe, expect, it} from '@jest/globals';
import {changeWords} from '../../../src/analysis/replay/change-words.js';
import {fateWords} from '../../../src/analysis/replay/fate-words.js';
import type {Fate} from '../../../src/analysis/replay/recording.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {experiment} from '../../engine/support/experiment.js';

const criteriaOf = (criteria: JsonObject) => parseExperiment(experiment({criteria})).spec.criteria;
const limits = (...objectives: JsonObject[]) => criteriaOf({objectives});
const strength = (block: JsonObject) => criteriaOf({strength: block});

describe('what other rules change', () => {
  it.each([
    [
      'a limit',
      limits({metric: 'a', upperLimit: 50}),
      limits({metric: 'a', upperLimit: 60}),
      'a <= 60 instead of 50',
    ],
    [
      'its side',
      limits({metric: 'a', upperLimit: 50}),
      limits({metric: 'a', lowerLimit: 60}),
      'a >= 60 instead of <= 50',
    ],
    [
      'one of two limits',
      limits({metric: 'a', lowerLimit: 1, upperLimit: 5}),
      limits({metric: 'a', lowerLimit: 1, upperLimit: 6}),
      'a <= 6 and >= 1 instead of <= 5 and >= 1',
    ],
    [
      'a multiple of the baseline',
      limits({metric: 'a', upperLimit: 50}),
      limits({metric: 'a', relativeUpperLimit: '1.1'}),
      'a <= 1.1 x baseline instead of <= 50',
    ],
    ['one more', limits(), limits({metric: 'n/a', upperLimit: 5}), 'a <= 5 besides'],
    ['one less', limits({metric: 'a', upperLimit: 5}), limits(), 'no limit on a'],
    [
      'a rollback',
      limits({metric: 'a', upperLimit: 5}),
      limits({metric: 'a', upperLimit: 5, rollback_on_failure: true}),
      'a rollback by a',
    ],
    ['a confidence', criteriaOf({}), strength({confidence: 0.9}), 'provenSafe at 90 % instead of the last value'],
    [
      'a policy',
      strength({confidence: 0.9}),
      strength({confidence: 0.9, policy: 'provenHarmful', looks: 3}),
      'provenHarmful at 90 % in 3 looks instead of provenSafe at 90 %',
    ],
    [
      'a single look',
      strength({confidence: 0.9}),
      strength({confidence: 0.9, looks: 1}),
      'provenSafe at 90 % in one look instead of provenSafe at 90 %',
    ],
    [
      'samples',
      criteriaOf({}),
      strength({minimumSamples: 7}),
      '7 samples at least instead of one sample at least',
    ],
  ])('%s is said in words', (_what, before, after, words) => {
    expect(changeWords(before, after)).toEqual([words]);
  });

  it('is nothing where the rules are the same', () => {
    const same = () => criteriaOf({strength: {confidence: 0.9}});
    expect(changeWords(same(), same())).toEqual([]);
  });

  it('names metrics with their namespaces where two have one name', () => {
    const before = limits({metric: 'x/a', upperLimit: 1}, {metric: 'y/a', upperLimit: 1});
    const after = limits({metric: 'x/a', upperLimit: 2}, {metric: 'y/a', upperLimit: 1});
    expect(changeWords(before, after)).toEqual(['x/a <= 2 instead of 1']);
  });
});

describe('what becomes of a run', () => {
  const fate = (kind: Fate['kind'], version?: string): Fate => ({kind, version, iteration: 7});
  const words = (one: Fate, of = experiment()) =>
    (['was', 'would'] as const).map((mood) => fateWords(one, parseExperiment(of), mood));

  it.each([
    [fate('won', 'c'), 'c was promoted at iteration 7', 'c would have been promoted at iteration 7'],
    [fate('kept', 'b'), 'b was kept at iteration 7', 'b would have been kept at iteration 7'],
    [fate('noWinner'), 'nobody won in 7 iterations', 'nobody would have won in 7 iterations'],
    [
      fate('rolledBack'),
      'the run was rolled back at iteration 7',
      'the run would have been rolled back at iteration 7',
    ],
    [fate('failed'), 'the run failed at iteration 7', 'the run would have failed at iteration 7'],
  ])('%o', (one, was, would) => {
    expect(words(one)).toEqual([was, would]);
  });

  it('is no promotion where traffic goes back to the baseline, or a version is tested alone', () => {
    const strategy = (more: JsonObject) => ({spec: {strategy: {testingPattern: 'Canary', ...more}}});
    const back = experiment(strategy({weights: {finalSplit: 'Baseline'}}));
    expect(words(fate('won', 'c'), back)[1]).toBe('c would have won at iteration 7');
    const alone = experiment({pattern: 'Conformance', candidates: []});
    expect(words(fate('won', 'b'), alone)[0]).toBe('b conformed at iteration 7');
  });
});
