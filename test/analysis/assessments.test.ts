import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {analyse} from '../../src/analysis/analyse.js';
import {assessVersions} from '../../src/analysis/assessments.js';
import type {Observation} from '../../src/analysis/observations.js';
import type {Experiment} from '../../src/experiment/model.js';
import {parseQuantity} from '../../src/experiment/quantity.js';
import {buildInput, ERRORS, LATENCY, type Situation, unavailable, value} from './support/build-input.js';

/** The assessment of the candidate on the first objective. */
function assess(observation: string | Observation | null, over: Situation = {}) {
  const values = {'default/lat': {c: observation}, ...over.values};
  const input = buildInput({objectives: [LATENCY], ...over, values});
  return assessVersions(input).get('c')![0]!;
}

describe('an assessment', () => {
  it('holds value, limit, margin, samples, age, and the whole in words', () => {
    expect(assess(value('80', 40, 3))).toEqual({
      state: 'violated',
      isOpen: false,
      passes: false,
      value: parseQuantity('80'),
      limit: parseQuantity('50'),
      margin: parseQuantity('-30'),
      samples: 40,
      ageSeconds: 3,
      sentence: 'default/lat is 80, 30 above its upper limit 50',
    });
  });

  it.each([
    ['50', LATENCY, 'satisfied', 'is 50, at its upper limit 50'],
    ['50.000000001', LATENCY, 'violated', 'is 50.000000001, 0.000000001 above its upper limit 50'],
    ['1.25', LATENCY, 'satisfied', 'is 1.25, 48.75 below its upper limit 50'],
    ['9', {metric: 'default/lat', lowerLimit: 10}, 'violated', 'is 9, 1 below its lower limit 10'],
    ['12', {metric: 'default/lat', lowerLimit: 10}, 'satisfied', 'is 12, 2 above its lower limit 10'],
    [
      '-3',
      {metric: 'default/lat', lowerLimit: '-5', upperLimit: 0},
      'satisfied',
      'is -3, 2 above its lower limit -5',
    ],
    ['7', {metric: 'default/lat'}, 'satisfied', 'is 7, and has no limit'],
  ])('of %s against %j is %s: %s', (text, objective, state, sentence) => {
    expect(assess(text, {objectives: [objective]})).toMatchObject({state, sentence: `default/lat ${sentence}`});
  });

  it.each<[string, string | Observation | null, Situation, string]>([
    ['without a value', null, {}, 'has no value: no answer within 5 s'],
    ['on no samples', value('1', 0), {}, 'has no data: the value 1 has no samples'],
    [
      'on fewer samples than asked for',
      value('1', 3),
      {rules: {minimumSamples: 10}},
      'has too little data: the value 1 has 3 of 10 samples',
    ],
    [
      'on nobody knows how many samples when some are asked for',
      value('1'),
      {rules: {minimumSamples: 10}},
      'has too little data: nobody says how many samples the value 1 has, and 10 are needed',
    ],
    [
      'older than two intervals of 20 s',
      value('1', 9, 41),
      {},
      'is stale: the value 1 is 41 s old, and 40 s are allowed',
    ],
    [
      'older than allowed by the caller',
      value('1', 9, 6),
      {rules: {staleAfterSeconds: 5}},
      'is stale: the value 1 is 6 s old, and 5 s are allowed',
    ],
    [
      'from the future, after a jump of the clock',
      unavailable({text: '1', ageSeconds: -3600}),
      {},
      'is stale: the value 1 was read in the future, and 40 s are allowed; no newer value: no answer within 5 s',
    ],
    [
      'unavailable for too long',
      unavailable({text: '1', ageSeconds: 60}),
      {},
      'is stale: the value 1 is 60 s old, and 40 s are allowed; no newer value: no answer within 5 s',
    ],
  ])('of a value %s is unknown', (_what, observation, over, sentence) => {
    expect(assess(observation, over)).toMatchObject({state: 'unknown', sentence: `default/lat ${sentence}`});
  });

  it('of a metric that nobody read is unknown, and still shows the limit', () => {
    const [assessment] = assessVersions(buildInput({objectives: [LATENCY]})).get('c')!;
    expect(assessment).toMatchObject({state: 'unknown', limit: parseQuantity('50'), value: undefined});
    expect(assessment!.sentence).toBe('default/lat has no value: it was not read');
  });

  it('uses the last good value while it is young enough, and says so (weakness 4)', () => {
    expect(assess(unavailable({text: '1', ageSeconds: 40}))).toMatchObject({
      state: 'satisfied',
      ageSeconds: 40,
      sentence:
        'default/lat is 1, 49 below its upper limit 50 (read 40 s ago; no newer value: no answer within 5 s)',
    });
  });

  it.each([
    ['0', 'unknown'],
    ['0.4', 'unknown'],
    ['0.99', 'satisfied'],
    ['75.679012346', 'satisfied'],
  ])('counts %s requests as the samples of a metric that has no sample size: %s', (requests, state) => {
    const values = {'default/requests': {c: requests}};
    expect(assess('1', {requestCount: 'default/requests', values}).state).toBe(state);
  });

  it('still counts requests that were last read long ago, as they never become fewer', () => {
    const values = {'default/requests': {c: unavailable({text: '12', ageSeconds: 999})}};
    const over = {requestCount: 'default/requests', values, rules: {minimumSamples: 12}};
    expect(assess('1', over)).toMatchObject({state: 'satisfied', samples: 12});
  });

  it.each([
    ['lat', 'default/lat'],
    ['lat', 'iter8-system/lat'],
    ['default/lat', 'lat'],
  ])('finds the objective on %s among the metrics as %s (weakness 5)', (written, resolved) => {
    const values = {[resolved]: {b: '1', c: '1'}};
    const input = buildInput({objectives: [{metric: written, upperLimit: 50}], values});
    expect(assessVersions(input).get('c')![0]!.state).toBe('satisfied');
  });

  it('of a limit relative to the baseline is unknown without a usable value of the baseline', () => {
    const relative = (baseline: string | null) => {
      const input = buildInput({
        objectives: [{metric: 'default/lat'}],
        values: {'default/lat': {b: baseline, c: '12'}},
      });
      const {spec} = input.experiment;
      const objectives = [{...spec.criteria.objectives[0]!, relativeLimit: parseQuantity('1.1')}];
      const experiment: Experiment = {
        ...input.experiment,
        spec: {...spec, criteria: {...spec.criteria, objectives}},
      };
      return assessVersions({...input, experiment}).get('c')![0]!;
    };
    expect(relative('11')).toMatchObject({state: 'satisfied', limit: parseQuantity('12.1')});
    expect(relative('10')).toMatchObject({state: 'violated', margin: parseQuantity('-1')});
    expect(relative(null)).toMatchObject({state: 'unknown', limit: undefined, margin: undefined});
    expect(relative(null).sentence).toBe(
      'default/lat cannot be compared with the baseline, where it has no value: no answer within 5 s',
    );
  });

  it('comes in the order of the objectives, for every version; there is none without objectives', () => {
    const values = {'default/lat': {b: '1', c: '99'}, 'default/err': {b: '1', c: '0'}};
    const states = (objectives: Situation['objectives']) =>
      [...analyse(buildInput({objectives, values})).assessments].map(([version, list]) => [
        version,
        ...list.map(({state}) => state),
      ]);
    expect(states([LATENCY, ERRORS])).toEqual([
      ['b', 'satisfied', 'violated'],
      ['c', 'violated', 'satisfied'],
    ]);
    expect(states([])).toEqual([['b'], ['c']]);
  });

  it('is monotone: under an upper limit, a smaller value never turns satisfied into violated', () => {
    const nanos = fc.bigInt({min: -(10n ** 12n), max: 10n ** 12n}).map((digits) => `${digits}n`);
    fc.assert(
      fc.property(nanos, nanos, nanos, (one, other, limit) => {
        const [low, high] = BigInt(one.slice(0, -1)) <= BigInt(other.slice(0, -1)) ? [one, other] : [other, one];
        const state = (text: string, bound: string) =>
          assess(text, {objectives: [{metric: 'default/lat', [bound]: limit}]}).state;
        if (state(high, 'upperLimit') === 'satisfied') expect(state(low, 'upperLimit')).toBe('satisfied');
        if (state(low, 'lowerLimit') === 'satisfied') expect(state(high, 'lowerLimit')).toBe('satisfied');
      }),
    );
  });
});
