import {describe, expect, it} from '@jest/globals';
import {analyse} from '../../src/analysis/analyse.js';
import {apportion} from '../../src/analysis/apportion.js';
import {planFinalWeights, recommendVersion} from '../../src/analysis/ending.js';
import {FINAL_SPLITS, type FinalSplit} from '../../src/experiment/model.js';
import {buildInput, ERRORS, LATENCY, type Situation, unavailable} from './support/build-input.js';

const split = (situation: Situation) => {
  const {weights} = analyse(buildInput({objectives: [LATENCY], ...situation})).plan;
  return weights.map(({version, percent}) => `${version} ${percent}`).join(', ');
};
const notes = (situation: Situation) => analyse(buildInput({objectives: [LATENCY], ...situation})).plan.notes;

const latencies = (b: string | null, c: string | null) => ({'default/lat': {b, c}});
const rewards = (values: Record<string, string | null>) => ({'default/reward': values});

describe('Progressive weights while something is unknown', () => {
  it.each<[string, Record<string, number>, string]>([
    ['rises to its part of exploration, so that it can be observed at all', {b: 100, c: 0}, 'b 95, c 5'],
    ['keeps what it has above that', {b: 60, c: 40}, 'b 60, c 40'],
    ['keeps what it has at the plateau', {b: 5, c: 95}, 'b 5, c 95'],
  ])('an unknown candidate %s', (_what, weights, expected) => {
    expect(split({weights, values: latencies('1', null)})).toBe(expected);
    expect(split({weights, values: latencies('99', null)})).toBe(expected);
    expect(split({weights})).toBe(expected);
  });

  it('an unknown candidate does not rise at all without exploration', () => {
    expect(split({weights: {b: 100, c: 0}, rules: {explorationPercent: 0}})).toBe('b 100, c 0');
  });

  it('an unknown candidate is still under the caps', () => {
    expect(split({weights: {b: 100, c: 0}, caps: {increment: 2}})).toBe('b 98, c 2');
    expect(split({weights: {b: 40, c: 60}, caps: {max: 50}})).toBe('b 50, c 50');
  });

  it('a candidate that violates one objective gets nothing even though another is unknown', () => {
    const situation = {objectives: [LATENCY, ERRORS], weights: {b: 60, c: 40}, values: latencies('1', '99')};
    expect(split(situation)).toBe('b 100, c 0');
    expect(notes(situation)).toEqual(['c gets no traffic: it violates an objective']);
  });

  it('an unknown baseline does not keep a candidate down that is shown to be fine', () => {
    expect(split({weights: {b: 60, c: 40}, values: latencies(null, '1')})).toBe('b 50, c 50');
  });

  it('nobody moves while a reward is unknown, whoever led before', () => {
    const situation: Situation = {
      pattern: 'A/B/N',
      direction: 'High',
      objectives: [],
      versions: ['b', 'c', 'd'],
      weights: {b: 30, c: 60, d: 10},
      values: rewards({b: '1', c: '2', d: null}),
    };
    expect(split(situation)).toBe('b 30, c 60, d 10');
    expect(notes(situation)).toEqual([
      'c is not promoted: nothing is decided yet',
      'd is not promoted: nothing is decided yet',
    ]);
  });

  it('a stale value moves nobody', () => {
    const values = {'default/lat': {b: '1', c: unavailable({text: '1', ageSeconds: 100})}};
    expect(split({weights: {b: 60, c: 40}, values})).toBe('b 60, c 40');
  });

  it('candidates that keep what they have make room for one that has nothing yet', () => {
    const versions = ['b', 'c', 'd'];
    const situation: Situation = {pattern: 'A/B/N', direction: 'High', versions, weights: {b: 0, c: 100}};
    expect(split(situation)).toBe('b 0, c 97, d 3');
  });
});

describe('Progressive weights', () => {
  it('say which cap held a candidate back', () => {
    expect(notes({weights: {b: 80, c: 20}, values: latencies('1', '1')})).toEqual([
      'c is limited to 30 % in this iteration',
    ]);
    expect(notes({weights: {b: 10, c: 90}, values: latencies('1', '1')})).toEqual([]);
  });

  it('obey caps that no resource should have', () => {
    expect(split({weights: {b: 100}, values: latencies('1', '1'), caps: {max: -5}})).toBe('b 100, c 0');
    expect(split({weights: {b: 100}, values: latencies('1', '1'), caps: {increment: 500}})).toBe('b 5, c 95');
  });

  it('share out any exploration from 0 to 100 %', () => {
    const all = (explorationPercent: number) =>
      split({weights: {b: 0, c: 100}, values: latencies('1', '1'), rules: {explorationPercent}});
    expect([all(0), all(25), all(100)]).toEqual(['b 0, c 100', 'b 13, c 87', 'b 50, c 50']);
  });

  it.each([-1, 101, 0.5, Number.NaN])('refuse an exploration of %s %%', (explorationPercent) => {
    const situation = {weights: {b: 0, c: 100}, values: latencies('1', '1'), rules: {explorationPercent}};
    expect(() => split(situation)).toThrow(RangeError);
  });
});

describe('BlueGreen weights (weakness 26)', () => {
  const blueGreen = (over: Situation) => split({deployment: 'BlueGreen', ...over});

  it.each<[string, Record<string, number>, string | null, string]>([
    ['switch to a fine candidate at once', {b: 100, c: 0}, '1', 'b 0, c 100'],
    ['stay with it', {b: 0, c: 100}, '1', 'b 0, c 100'],
    ['switch back at once when it fails', {b: 0, c: 100}, '99', 'b 100, c 0'],
    ['give an unknown one its part of exploration, and no more', {b: 100, c: 0}, null, 'b 95, c 5'],
    ['do not switch back from one that became unknown', {b: 0, c: 100}, null, 'b 0, c 100'],
  ])('%s', (_what, weights, latency, expected) => {
    expect(blueGreen({weights, values: latencies('1', latency)})).toBe(expected);
  });

  it('give each of many unknown ones its part of exploration in turn, where that is less than a percent', () => {
    const versions = 'b c d e f g h i j k l m'.split(' ');
    const unknown = {pattern: 'A/B/N', direction: 'High', versions, objectives: [LATENCY], values: {}} as const;
    const first = blueGreen({...unknown, weights: {b: 100}});
    expect(first).toBe('b 91, c 1, d 1, e 1, f 1, g 1, h 1, i 1, j 1, k 1, l 0, m 0');
    const weights = Object.fromEntries(versions.map((name) => [name, name === 'b' ? 91 : name < 'l' ? 1 : 0]));
    const all = versions.slice(1).map((name) => `${name} 1`);
    expect(blueGreen({...unknown, weights})).toBe(['b 89', ...all].join(', '));
  });

  it('never exceed maxCandidateWeight, while the increment has no meaning for a switch', () => {
    const situation = {weights: {b: 100, c: 0}, values: latencies('1', '1')};
    expect(blueGreen({...situation, caps: {max: 40}})).toBe('b 60, c 40');
    expect(blueGreen({...situation, caps: {increment: 1}})).toBe('b 0, c 100');
  });

  it('go to the winner of an A/B test, and stay where they are on a tie', () => {
    const test = (c: string): Situation => ({
      pattern: 'A/B',
      direction: 'High',
      objectives: [],
      weights: {b: 0, c: 100},
      values: rewards({b: '2', c}),
    });
    expect([blueGreen(test('1')), blueGreen(test('3')), blueGreen(test('2'))]).toEqual([
      'b 100, c 0',
      'b 0, c 100',
      'b 0, c 100',
    ]);
  });
});

describe('weights where the engine does not touch traffic', () => {
  it('are the observed ones for FixedSplit, during the run and at its end', () => {
    const input = buildInput({
      deployment: 'FixedSplit',
      objectives: [LATENCY],
      weights: {b: 30, c: 70},
      values: latencies('1', '99'),
    });
    const {decision, plan} = analyse(input);
    expect(plan.weights).toEqual(input.experiment.status.weights);
    expect(planFinalWeights(input.experiment, {kind: 'finished', decision})).toEqual(plan.weights);
  });

  it('are none for Conformance', () => {
    const input = buildInput({pattern: 'Conformance', versions: ['b'], objectives: [LATENCY]});
    expect(analyse(input).plan).toEqual({weights: [], notes: []});
    expect(planFinalWeights(input.experiment, {kind: 'rolledBack'})).toEqual([]);
  });
});

describe('the end of an experiment', () => {
  const end = (latency: string | null, kind: 'finished' | 'rolledBack') => {
    const input = buildInput({objectives: [LATENCY], weights: {b: 60, c: 40}, values: latencies('1', latency)});
    const ending = {kind, decision: analyse(input).decision};
    const weights = planFinalWeights(input.experiment, ending).map(({percent}) => percent);
    return [recommendVersion(input.experiment, ending), ...weights];
  };

  it.each<[string, string | null, 'finished' | 'rolledBack', unknown[]]>([
    ['everything to a candidate that won (weakness 8)', '1', 'finished', ['c', 0, 100]],
    ['everything to the baseline when it won', '99', 'finished', ['b', 100, 0]],
    ['everything to the baseline when nobody won', null, 'finished', ['b', 100, 0]],
    ['everything to the baseline after a rollback (weaknesses 13 and 14)', '1', 'rolledBack', ['b', 100, 0]],
  ])('gives %s', (_what, latency, kind, expected) => {
    expect(end(latency, kind)).toEqual(expected);
  });

  it('is not bound by the caps of the run', () => {
    const input = buildInput({objectives: [LATENCY], values: latencies('1', '1'), caps: {max: 20}});
    const {decision} = analyse(input);
    expect(planFinalWeights(input.experiment, {kind: 'finished', decision})).toEqual([
      {version: 'b', percent: 0},
      {version: 'c', percent: 100},
    ]);
  });
});

describe('a final split that is asked for', () => {
  const end = (
    finalSplit: FinalSplit,
    kind: 'finished' | 'rolledBack',
    latency: string,
    weights = {b: 60, c: 40},
  ) => {
    const {experiment, ...input} = buildInput({objectives: [LATENCY], weights, values: latencies('1', latency)});
    const asked = {...experiment, spec: {...experiment.spec, finalSplit}};
    const ending = {kind, decision: analyse({...input, experiment: asked}).decision};
    return [recommendVersion(asked, ending), ...planFinalWeights(asked, ending).map(({percent}) => percent)];
  };

  it.each<[FinalSplit, string, unknown[], unknown[]]>([
    ['Recommended', 'all to the winner', ['c', 0, 100], ['b', 100, 0]],
    ['Baseline', 'all to the baseline', ['b', 100, 0], ['b', 100, 0]],
    ['Last', 'what it was, whoever won', ['c', 60, 40], ['b', 60, 40]],
    ['LastOnSuccess', 'what it was, if a candidate won', ['c', 60, 40], ['b', 100, 0]],
  ])('%s: %s', (finalSplit, _what, afterSuccess, afterFailure) => {
    expect(end(finalSplit, 'finished', '1')).toEqual(afterSuccess);
    expect(end(finalSplit, 'finished', '99')).toEqual(afterFailure);
  });

  it('is none after a rollback', () => {
    for (const finalSplit of FINAL_SPLITS) expect(end(finalSplit, 'rolledBack', '1')).toEqual(['b', 100, 0]);
  });
});

describe('apportion', () => {
  const percents = (...parts: number[]) =>
    apportion(parts.map((part, index) => ({version: `v${index}`, parts: part}))).map(({percent}) => percent);

  it('gives what is left over to the largest rests, and of equal rests to the earlier ones', () => {
    expect(percents(1, 1, 1)).toEqual([34, 33, 33]);
    expect(percents(1, 2, 3)).toEqual([17, 33, 50]);
    expect(percents(925, 25, 25, 25)).toEqual([93, 3, 2, 2]);
    expect(percents(0, 7)).toEqual([0, 100]);
  });

  it('refuses to divide among nobody', () => {
    expect(() => percents(0, 0)).toThrow(RangeError);
  });
});
