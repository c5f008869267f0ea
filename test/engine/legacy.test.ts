import {describe, expect, it} from '@jest/globals';
import {runResult} from '../../src/analysis/run-result.js';
import {simulateExperiment} from '../../src/engine/simulate/simulate.js';
import {parseTruth} from '../../src/engine/simulate/truth.js';
import {convertResource} from '../../src/experiment/convert/convert.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {START} from './support/world.js';

/** Plays an experiment of an older generation as `create -f` would create it. */
async function play(resource: JsonObject, truths: readonly string[]) {
  const conversion = convertResource(resource);
  if (conversion.kind !== 'converted') throw new Error('is of no older generation');
  const options = {resource: conversion.resource, truths: truths.map(parseTruth), seed: 'legacy', start: START};
  const {experiment} = await simulateExperiment(options);
  if (!experiment) throw new Error('has not ended');
  const {status} = experiment;
  return {
    result: runResult(experiment),
    winner: status.analysis.winner?.version,
    promoted: status.recommendedVersion,
    split: status.weights.map(({percent}) => percent).join('/'),
    iterations: status.completedIterations,
  };
}

const metadata = {name: 'e', namespace: 'shop'};
const control = {interval: '30s', trafficStepSize: 20, maxIterations: 8, maxTrafficPercentage: 80};

/** As the pipeline of the tutorial made it. */
function v1alpha1(
  criteria: readonly JsonObject[],
  trafficControl: JsonObject = {onSuccess: 'candidate'},
): JsonObject {
  return {
    apiVersion: 'iter8.tools/v1alpha1',
    kind: 'Experiment',
    metadata,
    spec: {
      targetService: {apiVersion: 'v1', name: 'cart', baseline: 'v100', candidate: 'new'},
      trafficControl: {...control, ...trafficControl},
      analysis: {successCriteria: criteria},
    },
  };
}

const LATENCY = {metricName: 'iter8_latency', toleranceType: 'threshold', tolerance: 0.2, sampleSize: 6};
const delta = (tolerance: number) => ({metricName: 'iter8_latency', toleranceType: 'delta', tolerance});

function v1alpha2(
  criteria: readonly JsonObject[],
  trafficControl: JsonObject = {},
  candidates = ['new'],
): JsonObject {
  return {
    apiVersion: 'iter8.tools/v1alpha2',
    kind: 'Experiment',
    metadata,
    spec: {
      service: {name: 'cart', baseline: 'v100', candidates},
      criteria,
      duration: {interval: '15s', maxIterations: 8},
      trafficControl: {maxIncrement: 20, ...trafficControl},
    },
  };
}

const MEAN = {metric: 'iter8_mean_latency', threshold: {type: 'absolute', value: 200}};
const relative = (value: number) => ({metric: 'iter8_mean_latency', threshold: {type: 'relative', value}});
const REWARD = {metric: 'iter8_mean_latency', isReward: true};

const FAST = ['v100:latency=100±10', 'new:latency=50±10'];
const SLOW = ['v100:latency=100±10', 'new:latency=300±10'];

describe('an experiment of v1alpha1 ends on this engine as it did on its own', () => {
  it.each([
    ["the tutorial's v102: all traffic to the candidate", v1alpha1([LATENCY]), FAST, 'won new 0/100'],
    ["the tutorial's v101: all traffic back", v1alpha1([LATENCY]), SLOW, 'lost v100 100/0'],
    ['onSuccess: baseline', v1alpha1([LATENCY], {onSuccess: 'baseline'}), FAST, 'won v100 100/0'],
    ['onSuccess: both, the last split stays', v1alpha1([LATENCY], {onSuccess: 'both'}), FAST, 'won new 20/80'],
    ['onSuccess: both after a failure', v1alpha1([LATENCY], {onSuccess: 'both'}), SLOW, 'lost v100 100/0'],
    ['a delta that holds', v1alpha1([delta(0.1)]), ['v100:latency=100±10', 'new:latency=105±10'], 'won new 0/100'],
    [
      'a delta that does not',
      v1alpha1([delta(0.02)]),
      ['v100:latency=100±10', 'new:latency=105±10'],
      'lost v100 100/0',
    ],
    ['no success criteria: the candidate always wins', v1alpha1([]), SLOW, 'won new 0/100'],
    [
      'too few requests: not a success',
      v1alpha1([{...LATENCY, sampleSize: 100_000}]),
      FAST,
      'inconclusive v100 100/0',
    ],
  ])('%s', async (_what, resource, truths, end) => {
    const {result, promoted, split, iterations} = await play(resource, truths);
    expect(`${result} ${promoted} ${split}`).toBe(end);
    expect(iterations).toBe(8);
  });

  it.each([
    ['with stopOnFailure', v1alpha1([{...LATENCY, stopOnFailure: true}]), SLOW],
    [
      'for a counter over its limit',
      v1alpha1([{metricName: 'iter8_error_count', toleranceType: 'threshold', tolerance: 2}]),
      ['v100:latency=100', 'new:error-rate=0.5'],
    ],
  ])('at once %s', async (_what, resource, truths) => {
    const {result, split, iterations} = await play(resource, truths);
    expect([result, split]).toEqual(['lost', '100/0']);
    expect(iterations).toBeLessThan(4);
  });

  it('whether its latency was in seconds or in milliseconds', async () => {
    const criterion = {...LATENCY, tolerance: 200};
    const ofV02 = v1alpha1([criterion]);
    expect((await play(ofV02, FAST)).result).toBe('won');
    expect((await play(ofV02, SLOW)).result).toBe('lost');
  });
});

describe('an experiment of v1alpha2 ends on this engine as it did on its own', () => {
  it.each([
    ['a canary that is good', v1alpha2([MEAN]), FAST, 'won new 0/100'],
    ['a canary that is not', v1alpha2([MEAN]), SLOW, 'lost v100 100/0'],
    ['to_baseline', v1alpha2([MEAN], {onTermination: 'to_baseline'}), FAST, 'won v100 100/0'],
    ['keep_last', v1alpha2([MEAN], {onTermination: 'keep_last'}), FAST, 'won new 5/95'],
    ['a limit relative to the baseline that holds', v1alpha2([relative(1.6)]), FAST, 'won new 0/100'],
    ['a limit relative to the baseline that does not', v1alpha2([relative(1.6)]), SLOW, 'lost v100 100/0'],
    [
      'a reward that the baseline has, in an A/B test',
      v1alpha2([REWARD]),
      ['v100:latency=50', 'new:latency=60'],
      'lost v100 100/0',
    ],
    [
      'the best of two candidates',
      v1alpha2([MEAN, REWARD], {}, ['new', 'newer']),
      ['v100:latency=100±5', 'new:latency=80±5', 'newer:latency=60±5'],
      'won newer 0/0/100',
    ],
    [
      'the best of two candidates that keeps its limit',
      v1alpha2([{metric: 'iter8_error_rate', threshold: {type: 'absolute', value: 0.05}}, REWARD], {}, [
        'new',
        'newer',
      ]),
      ['v100:latency=100±5', 'new:latency=80±5', 'newer:latency=60±5,error-rate=0.3'],
      'won new 0/100/0',
    ],
  ])('%s', async (_what, resource, truths, end) => {
    const {result, promoted, split, iterations} = await play(resource, truths);
    expect(`${result} ${promoted} ${split}`).toBe(end);
    expect(iterations).toBe(8);
  });

  it('by a reward of which more is better, and a lower limit relative to the baseline', async () => {
    const definitions = {ratio_metrics: [{name: 'sales', preferred_direction: 'higher'}]};
    const criteria = [
      {metric: 'sales', threshold: {type: 'relative', value: 0.9}},
      {metric: 'sales', isReward: true},
    ];
    const resource = {...v1alpha2(criteria), metrics: definitions};
    expect(await play(resource, ['v100:sales=10', 'new:sales=12'])).toMatchObject({result: 'won', winner: 'new'});
    expect(await play(resource, ['v100:sales=10', 'new:sales=8'])).toMatchObject({result: 'lost', winner: 'v100'});
  });
});
