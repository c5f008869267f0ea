import {expect, it} from '@jest/globals';
import {analyse} from '../../src/analysis/analyse.js';
import {buildInput, ERRORS, LATENCY, type Situation, unavailable} from './support/build-input.js';

const reasons = (situation: Situation) => analyse(buildInput(situation)).rollbackReasons;
const guarded = {...LATENCY, rollback_on_failure: true};
const latencies = (b: string | null, c: string | null) => ({'default/lat': {b, c}});

it('rolls back with the sentence when a candidate violates an objective that must hold', () => {
  expect(reasons({objectives: [ERRORS, guarded], values: latencies('1', '80')})).toEqual([
    {version: 'c', metric: 'default/lat', sentence: 'c: default/lat is 80, 30 above its upper limit 50'},
  ]);
});

it.each<[string, Situation]>([
  ['an objective that may fail', {objectives: [LATENCY], values: latencies('1', '80')}],
  ['a failing baseline (weakness 14)', {objectives: [guarded], values: latencies('80', '1')}],
  ['a missing value (weakness 3)', {objectives: [guarded], values: latencies('1', null)}],
  ['a metric that nobody read', {objectives: [guarded]}],
  [
    'a failure that is stale',
    {objectives: [guarded], values: {'default/lat': {c: unavailable({text: '80', ageSeconds: 90})}}},
  ],
  ['a missing value in BlueGreen', {deployment: 'BlueGreen', objectives: [LATENCY], values: latencies('1', null)}],
])('does not roll back because of %s', (_what, situation) => {
  expect(reasons(situation)).toEqual([]);
});

it('guards every objective of BlueGreen unless it says otherwise', () => {
  const values = latencies('1', '80');
  expect(reasons({deployment: 'BlueGreen', objectives: [LATENCY], values})).toHaveLength(1);
  const unguarded = {...LATENCY, rollback_on_failure: false};
  expect(reasons({deployment: 'BlueGreen', objectives: [unguarded], values})).toEqual([]);
});

it('names every failing candidate', () => {
  const situation: Situation = {
    pattern: 'A/B/N',
    direction: 'High',
    versions: ['b', 'c', 'd'],
    objectives: [guarded],
    values: {'default/lat': {b: '1', c: '80', d: '90'}},
  };
  expect(reasons(situation).map(({version}) => version)).toEqual(['c', 'd']);
});
