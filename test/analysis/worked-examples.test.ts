import {describe, expect, it} from '@jest/globals';
import {analyse} from '../../src/analysis/analyse.js';
import {buildInput, ERRORS, LATENCY, type Situation, unavailable} from './support/build-input.js';

interface Expected {
  /** A letter for each objective, a word for each version: `tt/ft`; `?` is unknown, `-` is a version without objectives. */
  readonly assessments: string;
  readonly winner: string;
  readonly best: string;
  /** In the order of the versions. */
  readonly weights: string;
}

const SLO = [LATENCY, ERRORS];

const latency = (baseline: string | null, candidate: string | null) => ({
  'default/lat': {b: baseline, c: candidate},
  'default/err': {b: '0', c: '0'},
});

const rewards = (baseline: string | null, candidate: string | null) => ({
  'default/reward': {b: baseline, c: candidate},
});

const AB: Situation = {pattern: 'A/B', direction: 'High', objectives: SLO, weights: {b: 100, c: 0}};

function conclude(situation: Situation): Expected {
  const {assessments, decision, plan} = analyse(buildInput(situation));
  const letters = {satisfied: 't', violated: 'f', unknown: '?'};
  const words = [...assessments.values()].map((list) => list.map(({state}) => letters[state]).join('') || '-');
  return {
    assessments: words.join('/'),
    winner: decision.winner ?? 'none',
    best: decision.bestVersions.join(',') || '-',
    weights: plan.weights.map(({percent}) => percent).join('/'),
  };
}

const canary = (over: Situation = {}): Situation => ({objectives: SLO, weights: {b: 100, c: 0}, ...over});

const result = (assessments: string, winner: string, best: string, weights: string): Expected => ({
  assessments,
  winner,
  best,
  weights,
});

describe('the worked assessments of the original, latency at most 50, error rate at most 10m, from 100/0', () => {
  it.each<[string, Situation, Expected]>([
    ['both fine', canary({values: {...latency('1.273', '1.349')}}), result('tt/tt', 'c', 'c', '90/10')],
    [
      'at the limit',
      canary({values: {'default/lat': {b: '50', c: '50'}, 'default/err': {b: '0.01', c: '0.01'}}}),
      result('tt/tt', 'c', 'c', '90/10'),
    ],
    [
      'A/B, High 10 / 12',
      {...AB, values: {...latency('1', '1'), ...rewards('10', '12')}},
      result('tt/tt', 'c', 'c', '90/10'),
    ],
    ['A/B tie', {...AB, objectives: [], values: rewards('10', '10')}, result('-/-', 'none', 'b,c', '90/10')],
    [
      'A/B/N, Low, three versions',
      {
        ...AB,
        pattern: 'A/B/N',
        direction: 'Low',
        versions: ['b', 'c', 'd'],
        values: {
          'default/lat': {b: '1', c: '1', d: '1'},
          'default/err': {b: '0', c: '0', d: '0'},
          'default/reward': {b: '10', c: '8', d: '8'},
        },
      },
      result('tt/tt/tt', 'none', 'c,d', '80/10/10'),
    ],
  ])('%s: the same result', (_name, situation, expected) => {
    expect(conclude(situation)).toEqual(expected);
  });

  it.each<[string, string, Situation, Expected]>([
    [
      'candidate slow: 95/5 there',
      '8: an infeasible version gets nothing',
      canary({values: latency('1.2', '80')}),
      result('tt/ft', 'b', 'b', '100/0'),
    ],
    [
      'both slow: 95/5 there',
      '8: an infeasible version gets nothing',
      canary({values: latency('90', '80')}),
      result('ft/ft', 'none', '-', '100/0'),
    ],
    [
      'candidate value missing, with an older value: a failure there, baseline wins',
      '4: the older value is kept',
      canary({
        values: {
          'default/lat': {b: '1.2', c: unavailable({text: '1.3', ageSeconds: 20})},
          'default/err': {b: '0', c: '0'},
        },
      }),
      result('tt/tt', 'c', 'c', '90/10'),
    ],
    [
      'candidate value missing, with an older value that is stale: a failure there, baseline wins',
      '3: unknown is no failure',
      canary({
        values: {
          'default/lat': {b: '1.2', c: unavailable({text: '1.3', ageSeconds: 41})},
          'default/err': {b: '0', c: '0'},
        },
      }),
      result('tt/?t', 'none', '-', '95/5'),
    ],
    [
      'Canary without criteria: candidate wins there, 90/10',
      '2: nothing was tested',
      canary({objectives: []}),
      result('-/-', 'none', '-', '95/5'),
    ],
    [
      'A/B, best one slow: 95/5 there',
      '8: an infeasible version gets nothing',
      {...AB, values: {...latency('1', '99'), ...rewards('10', '12')}},
      result('tt/ft', 'b', 'b', '100/0'),
    ],
    [
      'A/B none feasible: 95/5 there',
      '8: an infeasible version gets nothing',
      {...AB, values: {...latency('99', '99'), ...rewards('10', '12')}},
      result('ft/ft', 'none', '-', '100/0'),
    ],
    [
      'A/B reward of B missing: A wins there',
      '3: unknown is no failure, so nobody wins by default',
      {...AB, values: {...latency('1', '1'), ...rewards('10', null)}},
      result('tt/tt', 'none', '-', '95/5'),
    ],
  ])('%s; differs by weakness %s', (_name, _weakness, situation, expected) => {
    expect(conclude(situation)).toEqual(expected);
  });
});

const fine = {'default/lat': {b: '1', c: '1'}};
const candidateSlow = {'default/lat': {b: '1', c: '99'}};
const bothSlow = {'default/lat': {b: '99', c: '99'}};

/** Three or more versions that all satisfy their objectives, told apart by a reward where higher is better. */
function contest(values: Readonly<Record<string, string>>, over: Situation): Situation {
  return {
    pattern: 'A/B/N',
    direction: 'High',
    versions: Object.keys(values),
    values: {'default/reward': values},
    ...over,
  };
}

/** Nobody satisfies the one objective. */
function noneFeasible(versions: readonly string[], weights: Record<string, number>): Situation {
  const slow = Object.fromEntries(versions.map((name) => [name, '99']));
  const values = {'default/lat': slow, 'default/reward': slow};
  return {pattern: 'A/B/N', direction: 'High', versions, objectives: [LATENCY], values, weights};
}

describe('the worked weights of the original', () => {
  it.each<[string, Situation, string]>([
    ['1', canary({objectives: [LATENCY], values: fine}), '90/10'],
    ['2', canary({objectives: [LATENCY], values: fine, weights: {b: 10, c: 90}}), '5/95'],
    ['2, the next time', canary({objectives: [LATENCY], values: fine, weights: {b: 5, c: 95}}), '5/95'],
    [
      '5',
      canary({
        objectives: [LATENCY],
        values: fine,
        weights: {b: 80, c: 20},
        caps: {max: 40, increment: 25},
      }),
      '60/40',
    ],
    ['6', canary({objectives: [LATENCY], values: fine, weights: {b: 30, c: 70}, caps: {max: 50}}), '50/50'],
    ['7', contest({b: '1', c1: '2', c2: '2'}, {weights: {b: 20, c1: 40, c2: 40}, caps: {max: 40}}), '20/40/40'],
    [
      '9, of its four outcomes the likeliest (weakness 7: no more randomness, and never above a cap)',
      contest({b: '1', c1: '1', c2: '2'}, {weights: {b: 80, c1: 10, c2: 10}}),
      '77/3/20',
    ],
    [
      '10, of its three outcomes the one in favour of the baseline (weakness 7)',
      contest({b: '1', c1: '2', c2: '2'}, {weights: {b: 0, c1: 50, c2: 50}}),
      '4/48/48',
    ],
    ['12', canary({objectives: [LATENCY], values: fine, caps: {max: 0}}), '100/0'],
  ])('example %s: the same result', (_number, situation, expected) => {
    expect(conclude(situation).weights).toBe(expected);
  });

  it.each<[string, Situation, string]>([
    ['3, 95/5 there', canary({objectives: [LATENCY], values: bothSlow}), '100/0'],
    ['4, 95/5 there', canary({objectives: [LATENCY], values: candidateSlow, weights: {b: 40, c: 60}}), '100/0'],
    ['8, 94/3/3 or so there', noneFeasible(['b', 'c1', 'c2'], {b: 100, c1: 0, c2: 0}), '100/0/0'],
    ['11, 92/3/3/2 or so there', noneFeasible(['b', 'c1', 'c2', 'c3'], {b: 100}), '100/0/0/0'],
  ])('example %s; differs by weakness 8: an infeasible version gets nothing', (_number, situation, expected) => {
    expect(conclude(situation).weights).toBe(expected);
  });

  it('example 4 in an A/B test, where the loser is feasible: the same result, in one step', () => {
    const situation: Situation = {
      ...AB,
      objectives: [],
      values: rewards('12', '10'),
      weights: {b: 40, c: 60},
    };
    expect(conclude(situation).weights).toBe('95/5');
  });

  it('examples 8 and 11 where the baseline leads feasible versions: thirds and halves are rounded by name', () => {
    const three = contest({b: '2', c1: '1', c2: '1'}, {weights: {b: 100, c1: 0, c2: 0}});
    const four = contest({b: '2', c1: '1', c2: '1', c3: '1'}, {weights: {b: 100}});
    expect(conclude(three).weights).toBe('94/3/3');
    expect(conclude(four).weights).toBe('93/3/2/2');
  });
});

/** Plays iterations, each from the weights that the one before has planned. */
function play(situation: Situation, iterations: number): number[] {
  let weights = {...situation.weights};
  return Array.from({length: iterations}, () => {
    const {plan} = analyse(buildInput({...situation, weights}));
    weights = Object.fromEntries(plan.weights.map(({version, percent}) => [version, percent]));
    return weights.c ?? Number.NaN;
  });
}

describe('the trace of a canary', () => {
  const healthy = canary({objectives: [LATENCY], values: fine});

  it('rises by 10 to the plateau of 95 % when all is well', () => {
    expect(play(healthy, 11)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 95]);
  });

  it('starts in the same way when nobody has observed the weights yet', () => {
    expect(play({...healthy, weights: {}}, 3)).toEqual([10, 20, 30]);
  });

  it('goes on to 100 % without exploration', () => {
    expect(play({...healthy, rules: {explorationPercent: 0}}, 11).slice(-3)).toEqual([90, 100, 100]);
  });

  it('goes on to 100 % when the baseline violates an objective (weakness 8)', () => {
    const values = {'default/lat': {b: '99', c: '1'}};
    expect(play({...healthy, values}, 11).slice(-3)).toEqual([90, 100, 100]);
  });

  it('rises by the increment also where the baseline has no weight of its own (weakness 6)', () => {
    expect(play({...healthy, weights: {c: 0, b: 100}}, 2)).toEqual([10, 20]);
  });
});
