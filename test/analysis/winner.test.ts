import {describe, expect, it} from '@jest/globals';
import {analyse} from '../../src/analysis/analyse.js';
import type {WinnerDecision} from '../../src/analysis/winner.js';
import {buildInput, ERRORS, LATENCY, type Situation} from './support/build-input.js';

const decide = (situation: Situation): WinnerDecision => analyse(buildInput(situation)).decision;

const latencies = (...values: (string | null)[]) => ({
  'default/lat': Object.fromEntries(values.map((value, index) => ['bcd'[index]!, value])),
});
const rewards = (...values: (string | null)[]) => ({
  'default/reward': Object.fromEntries(values.map((value, index) => ['bcd'[index]!, value])),
});

const UNIQUE = 'found unique winner';
const MISSING = 'default/lat has no value: no answer within 5 s';

describe('the winner of a Canary', () => {
  it.each<[string, readonly (string | null)[], Pick<WinnerDecision, 'winner' | 'reason'>]>([
    ['candidate fine', ['99', '1'], {winner: 'c', reason: 'candidate satisfies all objectives'}],
    ['candidate fine, baseline unknown', [null, '1'], {winner: 'c', reason: 'candidate satisfies all objectives'}],
    [
      'candidate slow',
      ['1', '99'],
      {winner: 'b', reason: 'baseline satisfies all objectives; candidate does not'},
    ],
    ['both slow', ['99', '99'], {winner: undefined, reason: 'no version satisfies all objectives'}],
    ['candidate unknown', ['1', null], {winner: undefined, reason: `not decided: c: ${MISSING}`}],
    ['candidate slow, baseline unknown', [null, '99'], {winner: undefined, reason: `not decided: b: ${MISSING}`}],
  ])('with %s', (_what, values, {winner, reason}) => {
    const decision = decide({objectives: [LATENCY], values: latencies(...values)});
    expect(decision).toMatchObject({found: winner !== undefined, winner, reason});
    expect(decision.bestVersions).toEqual(winner === undefined ? [] : [winner]);
    expect(decision.isWaiting).toBe(reason.startsWith('not decided'));
  });

  it('is the baseline when the candidate violates one objective, even if another of its own is unknown', () => {
    const objectives = [LATENCY, ERRORS];
    const values = {...latencies('1', null), 'default/err': {b: '0', c: '1'}};
    const decision = decide({objectives, values});
    expect(decision).toMatchObject({winner: 'b', reason: 'baseline satisfies all objectives; candidate does not'});
  });

  it('is open while an objective of the candidate is unknown and none is violated', () => {
    const decision = decide({objectives: [LATENCY, ERRORS], values: latencies('1', '1')});
    expect(decision).toMatchObject({found: false, isWaiting: true});
  });

  it('does not exist without objectives, whatever the reward (weakness 2)', () => {
    const decision = decide({direction: 'High', values: rewards('1', '2')});
    expect(decision).toMatchObject({
      found: false,
      isWaiting: true,
      reason: 'there are no objectives, so nothing was tested that could make a version win',
    });
  });

  it.each(['Canary', 'Conformance'] as const)(
    'and of %s exists only with an objective that has a limit, be it 0',
    (pattern) => {
      const versions = pattern === 'Canary' ? ['b', 'c'] : ['b'];
      const decideBy = (...limits: object[]) => {
        const objectives = limits.map((limit) => ({metric: 'default/lat', ...limit}));
        return decide({pattern, versions, objectives, values: latencies('0', '0')});
      };
      expect(decideBy({}, {})).toMatchObject({
        found: false,
        isWaiting: true,
        reason: 'no objective has a limit, so nothing was tested that could make a version win',
      });
      for (const limit of [{upperLimit: 0}, {lowerLimit: '0'}]) expect(decideBy({}, limit).found).toBe(true);
    },
  );
});

describe('the winner of an A/B or A/B/N test', () => {
  const test = (over: Situation) =>
    decide({pattern: 'A/B/N', direction: 'High', versions: ['b', 'c', 'd'], ...over});

  it.each<[string, Situation, Pick<WinnerDecision, 'winner' | 'bestVersions' | 'reason'>]>([
    ['the highest', {values: rewards('1', '3', '2')}, {winner: 'c', bestVersions: ['c'], reason: UNIQUE}],
    [
      'the lowest',
      {values: rewards('1', '3', '2'), direction: 'Low'},
      {winner: 'b', bestVersions: ['b'], reason: UNIQUE},
    ],
    [
      'none on a tie, in any spelling of the number',
      {values: rewards('1', '2000m', '2')},
      {
        winner: undefined,
        bestVersions: ['c', 'd'],
        reason: 'no unique winner; two or more feasible versions with same reward value',
      },
    ],
    [
      'the best of those that satisfy all objectives',
      {objectives: [LATENCY], values: {...rewards('1', '3', '2'), ...latencies('1', '99', '1')}},
      {winner: 'd', bestVersions: ['d'], reason: UNIQUE},
    ],
    [
      'none, as none satisfies all objectives',
      {objectives: [LATENCY], values: {...rewards('1', '3', '2'), ...latencies('99', '99', '99')}},
      {winner: undefined, bestVersions: [], reason: 'no version satisfies all objectives'},
    ],
    [
      'none, as one might satisfy all objectives',
      {objectives: [LATENCY], values: {...rewards('1', '3', '2'), ...latencies('1', '1', null)}},
      {winner: undefined, bestVersions: [], reason: `not decided: d: ${MISSING}`},
    ],
  ])('is %s', (_what, over, expected) => {
    expect(test(over)).toMatchObject({...expected, found: expected.winner !== undefined});
  });

  it('is not the only version whose reward is known', () => {
    expect(test({values: rewards('1', null, null)})).toMatchObject({
      found: false,
      isWaiting: true,
      reason:
        'not decided: c: default/reward has no value: no answer within 5 s; d: default/reward has no value: no answer within 5 s',
      warnings: [
        'reward value for feasible version c is not available',
        'reward value for feasible version d is not available',
      ],
    });
  });

  it('does not exist when no reward is known', () => {
    expect(test({})).toMatchObject({found: false, warnings: ['reward metric values are not available']});
  });

  it('does not exist without a reward, even if all objectives hold (weakness 2)', () => {
    const decision = test({direction: undefined, objectives: [LATENCY], values: latencies('1', '1', '1')});
    expect(decision).toMatchObject({found: false, isWaiting: true});
  });

  it('needs no reward of a version that violates an objective', () => {
    const values = {...rewards('1', '2', null), ...latencies('1', '1', '99')};
    expect(test({objectives: [LATENCY], values}).winner).toBe('c');
  });
});

describe('the winner of a Conformance test', () => {
  it.each<[string | null, boolean, string]>([
    ['1', true, 'baseline satisfies all objectives'],
    ['99', false, 'baseline does not satisfy all objectives'],
    [null, false, `not decided: b: ${MISSING}`],
  ])('with a latency of %s', (text, found, reason) => {
    const decision = decide({
      pattern: 'Conformance',
      versions: ['b'],
      objectives: [LATENCY],
      values: latencies(text),
    });
    expect(decision).toMatchObject({found, winner: found ? 'b' : undefined, reason});
  });

  it('does not exist without objectives (weakness 2)', () => {
    expect(decide({pattern: 'Conformance', versions: ['b']})).toMatchObject({found: false, isWaiting: true});
  });
});

describe('an incomplete experiment', () => {
  it.each<[Situation, string]>([
    [{pattern: 'Canary', versions: ['b']}, 'there is no candidate'],
    [{pattern: 'A/B', versions: ['b'], direction: 'High'}, 'there is no candidate'],
    [{pattern: 'A/B'}, 'there is no reward with a direction to compare by'],
  ])('%j has no winner: %s', (situation, reason) => {
    expect(decide({objectives: [LATENCY], values: latencies('1', '1'), ...situation})).toMatchObject({
      found: false,
      isWaiting: true,
      reason,
    });
  });

  it.each([
    ['versions', {versions: []}, 'no versions are known'],
    ['testing pattern', {testingPattern: undefined}, 'the experiment has no testing pattern'],
  ])('has no winner without %s', (_what, over, reason) => {
    const input = buildInput({objectives: [LATENCY], values: latencies('1', '1')});
    const experiment = {...input.experiment, spec: {...input.experiment.spec, ...over}};
    expect(analyse({...input, experiment}).decision).toMatchObject({found: false, isWaiting: true, reason});
  });
});
