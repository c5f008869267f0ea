import {describe, expect, it} from '@jest/globals';
import {lines} from './lines.js';

const V1ALPHA1 = `apiVersion: iter8.tools/v1alpha1
kind: Experiment
metadata: {name: a}
spec:
  targetService: {name: s, baseline: a, candidate: b}
  trafficControl: {interval: 30s, trafficStepSize: 20, maxTrafficPercentage: 80}
  analysis:
    successCriteria:
    - {metricName: iter8_latency, toleranceType: threshold, tolerance: 0.2, sampleSize: 6}
`;

const V1ALPHA2 = `apiVersion: iter8.tools/v1alpha2
kind: Experiment
metadata: {name: a}
spec:
  service: {name: s, baseline: a, candidates: [b]}
  criteria:
  - {metric: iter8_mean_latency, threshold: {type: absolute, value: 200}, isReward: true}
  duration: {interval: 15s, maxIterations: 8}
`;

const AGE = expect.stringMatching(/^1:13 warning apiVersion: .* iter8ctl convert -f FILE writes the newest$/);

it.each([V1ALPHA1, V1ALPHA2])('finds nothing but its age in a valid Experiment', async (text) => {
  expect(await lines(text)).toEqual([AGE]);
});

describe('v1alpha1', () => {
  it.each([
    ['name: s, ', '', 'error spec.targetService: name is missing'],
    ['name: s, ', 'hosts: [{name: x}], ', undefined],
    [', candidate: b', '', 'error spec.targetService: candidate is missing'],
    ['candidate: b', 'candidate: a', 'warning spec.targetService.candidate: is the baseline'],
    ['interval: 30s', 'interval: 0s', 'error spec.trafficControl.interval: must be longer than nothing'],
    ['interval: 30s', 'interval: soon', 'error spec.trafficControl.interval: "soon" is no duration'],
    ['interval: 30s', 'interval: 30', 'error spec.trafficControl.interval: expected text, got 30; write 30s'],
    [
      'Size: 20',
      'Size: -1',
      'error spec.trafficControl.trafficStepSize: -1 is out of range; write a number from 0 to 100',
    ],
    ['Size: 20', 'Size: 90', 'warning spec.trafficControl.trafficStepSize: is above maxTrafficPercentage (80)'],
    ['Size: 20', 'Size: 0', 'warning spec.trafficControl.trafficStepSize: with steps of 0'],
    ['toleranceType: threshold', 'toleranceType: relative', 'must be one of threshold, delta'],
    ['toleranceType: threshold, ', '', 'error spec.analysis.successCriteria[0]: toleranceType is missing'],
    [
      'iter8_latency, toleranceType: threshold',
      'iter8_error_count, toleranceType: delta',
      'error spec.analysis.successCriteria[0].toleranceType: delta compares',
    ],
    ['0.2', '-0.2', 'warning spec.analysis.successCriteria[0].tolerance'],
    ['  analysis:', '  analysis:\n    reward: {metricName: books}', 'warning spec.analysis.reward'],
    ['sampleSize: 6', 'samplesize: 6', 'did you mean sampleSize?'],
    ['spec:', 'action: stop\nspec:', 'error action: "stop" is not allowed'],
  ])('with %j as %j', async (part, other, expected) => {
    const found = await lines(V1ALPHA1.replace(part, other));
    expect(found.filter((line) => !line.includes('apiVersion'))).toEqual(
      expected === undefined ? [] : [expect.stringContaining(expected)],
    );
  });

  it('says of an analysis that is no object only that', async () => {
    const text = `${V1ALPHA1.slice(0, V1ALPHA1.indexOf('  analysis'))}  analysis: soon\n`;
    expect(await lines(text)).toEqual([
      AGE,
      expect.stringMatching(/^7:13 error spec\.analysis: expected an object/),
    ]);
  });

  it('without criteria is not judged', async () => {
    const text = V1ALPHA1.slice(0, V1ALPHA1.indexOf('  analysis'));
    expect(await lines(text)).toEqual([AGE, expect.stringMatching(/^4:1 warning spec: no success criteria/)]);
  });
});

describe('v1alpha2', () => {
  it.each([
    ['name: s, ', '', 'error spec.service: name is missing'],
    [', candidates: [b]', '', 'error spec.service: candidates is missing'],
    ['[b]', '[a]', 'warning spec.service.candidates[0]: is the baseline'],
    ['[b]', '[]', 'warning spec.service.candidates: no candidate'],
    [
      'iter8_mean_latency',
      'iter8_latency',
      'warning spec.criteria[0].metric: Iter8 v1.0 has no metric of this name',
    ],
    [
      'isReward: true}',
      'isReward: true}\n  - {metric: x, isReward: true}',
      'error spec.criteria[1].isReward: there is a reward already',
    ],
    [
      'value: 200',
      'value: 200, cutoffTrafficOnViolation: true',
      'warning spec.criteria[0].threshold.cutoffTrafficOnViolation: never had',
    ],
    ['iter8_mean_latency', 'iter8_error_count', 'error spec.criteria[0].isReward: a counter'],
    ['interval: 15s', 'interval: "15"', 'write one with its unit, such as 15s'],
    [
      '  duration',
      '  manualOverride: {action: terminate, trafficSplit: {a: 50, b: 40}}\n  duration',
      'adds up to 90',
    ],
    [
      '  duration',
      '  manualOverride: {action: terminate, trafficSplit: {a: 50, c: 50}}\n  duration',
      'trafficSplit.c: is no version',
    ],
    [
      '  duration',
      '  manualOverride: {action: pause, trafficSplit: {a: 50, b: 50}}\n  duration',
      'action: terminate only',
    ],
    [
      '  duration',
      '  networking: {hosts: [{name: x}]}\n  duration',
      'error spec.networking.hosts[0]: gateway is missing',
    ],
  ])('with %j as %j', async (part, other, expected) => {
    const found = await lines(V1ALPHA2.replace(part, other));
    expect(found.filter((line) => !line.includes('apiVersion'))).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ['candidates: [b]', 'candidates: "b"', 'spec.service.candidates: expected a list'],
    [
      '  duration',
      '  manualOverride: {action: terminate, trafficSplit: "x:80"}\n  duration',
      'trafficSplit: expected an',
    ],
    [
      V1ALPHA2.slice(V1ALPHA2.indexOf('  criteria'), V1ALPHA2.indexOf('  duration')),
      '  criteria: none\n',
      'spec.criteria: expected a list',
    ],
    ['spec:\n', 'spec: later\nx:\n', 'spec: expected an object'],
  ])('says only once that %j as %j is of another type', async (part, other, expected) => {
    const found = await lines(V1ALPHA2.replace(part, other));
    expect(found.filter((line) => !/apiVersion|: x: /.test(line))).toEqual([expect.stringContaining(expected)]);
  });

  it('cannot compare counters with the baseline', async () => {
    const text = V1ALPHA2.replace('iter8_mean_latency', 'iter8_error_count')
      .replace('absolute', 'relative')
      .replace(', isReward: true', '');
    expect(await lines(text)).toEqual([
      AGE,
      expect.stringContaining('threshold.type: a counter such as iter8_error_count'),
    ]);
  });
});
