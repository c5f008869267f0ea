import {LATENCY, type Situation, unavailable} from '../analysis/support/build-input.js';
import type {Case, Table} from './case.js';
import {abTest, allSlow, canary, contest, judge, observed, rewards, SLO, trace, weigh} from './judge.js';

const NOTHING_FOR_LOSERS = 'weakness 8: a version that violates an objective gets nothing';
const fine = {objectives: [LATENCY], values: {'default/lat': {b: '1', c: '1'}}};

type Row = readonly [input: string, theirs: string, ours: string, situation: Situation, because?: string];

function rows(look: (situation: Situation) => string, list: readonly Row[]): Case[] {
  return list.map(([input, theirs, ours, situation, because]) => ({
    input,
    theirs,
    ours,
    ...(because !== undefined && {because}),
    observe: () => look(situation),
  }));
}

const same = (input: string, result: string, situation: Situation): Row => [input, result, result, situation];

/** Latency at most 50, error rate at most 10m, from 100/0; `b` is the baseline. */
export const ASSESSMENTS: Table = {
  title: 'Assessments, winner and next weights, from 100/0',
  source: 'iter8-analytics v2.1.7',
  cases: rows(judge, [
    same('both fine', 'tt/tt, winner c, best c, 90/10', canary({values: observed(['1.273', '1.349'])})),
    same('at the limit', 'tt/tt, winner c, best c, 90/10', canary({values: observed(['50', '50'], ['0.01', '0.01'])})), // prettier-ignore
    ['candidate slow', 'tt/ft, winner b, best b, 95/5', 'tt/ft, winner b, best b, 100/0', canary({values: observed(['1.2', '80'])}), NOTHING_FOR_LOSERS], // prettier-ignore
    ['both slow', 'ft/ft, winner none, best -, 95/5', 'ft/ft, winner none, best -, 100/0', canary({values: observed(['90', '80'])}), NOTHING_FOR_LOSERS], // prettier-ignore
    [
      'candidate value missing, an older one is 20 s old',
      'tt/ft, winner b, best b, 95/5',
      'tt/tt, winner c, best c, 90/10',
      canary({values: {...observed(['1.2', null]), 'default/lat': {b: '1.2', c: unavailable({text: '1.3', ageSeconds: 20})}}}), // prettier-ignore
      'weakness 4: the older value counts while it is young',
    ],
    [
      'candidate value missing, an older one is 41 s old',
      'tt/ft, winner b, best b, 95/5',
      'tt/?t, winner none, best -, 95/5',
      canary({values: {...observed(['1.2', null]), 'default/lat': {b: '1.2', c: unavailable({text: '1.3', ageSeconds: 41})}}}), // prettier-ignore
      'weakness 3: unknown is no failure, and nobody wins by it',
    ],
    ['Canary without criteria', '-/-, winner c, best c, 90/10', '-/-, winner none, best -, 95/5', canary({objectives: []}), 'weakness 2: nothing was tested'], // prettier-ignore
    same('A/B, High 10 / 12', 'tt/tt, winner c, best c, 90/10', abTest({values: {...observed(['1', '1']), ...rewards('10', '12')}})), // prettier-ignore
    ['A/B, best one slow', 'tt/ft, winner b, best b, 95/5', 'tt/ft, winner b, best b, 100/0', abTest({values: {...observed(['1', '99']), ...rewards('10', '12')}}), NOTHING_FOR_LOSERS], // prettier-ignore
    same('A/B tie', '-/-, winner none, best b c, 90/10', abTest({objectives: [], values: rewards('10', '10')})),
    ['A/B none feasible', 'ft/ft, winner none, best -, 95/5', 'ft/ft, winner none, best -, 100/0', abTest({values: {...observed(['99', '99']), ...rewards('10', '12')}}), NOTHING_FOR_LOSERS], // prettier-ignore
    ['A/B reward of c missing', 'tt/tt, winner b, best b, 95/5', 'tt/tt, winner none, best -, 95/5', abTest({values: {...observed(['1', '1']), ...rewards('10', null)}}), 'weakness 3: nobody wins because the other was not read'], // prettier-ignore
    same('A/B/N, Low, three versions, 10 / 8 / 8', 'tt/tt/tt, winner none, best c d, 80/10/10', {
      ...abTest({pattern: 'A/B/N', direction: 'Low', versions: ['b', 'c', 'd']}),
      values: {
        'default/lat': {b: '1', c: '1', d: '1'},
        'default/err': {b: '0', c: '0', d: '0'},
        'default/reward': {b: '10', c: '8', d: '8'},
      },
    }),
    ['metric was read for nobody', 'ff/ff, winner none, best -, 95/5', '??/??, winner none, best -, 95/5', canary({values: {}}), 'weakness 3: unknown is no failure'], // prettier-ignore
    ['error rate 0.009, the limit is the number 0.01', 'f/f, winner none, best -, 95/5', 't/t, winner c, best c, 90/10', canary({objectives: [{metric: 'default/err', upperLimit: 0.01}], values: observed([], ['0.009', '0.009'])}), 'weakness 23: numbers are read as numbers'], // prettier-ignore
    same('Conformance, baseline fine', 'tt, winner b, best b, ', {pattern: 'Conformance', versions: ['b'], objectives: SLO, weights: {}, values: {'default/lat': {b: '1'}, 'default/err': {b: '0'}}}), // prettier-ignore
    same('Conformance, baseline slow', 'ft, winner none, best -, ', {pattern: 'Conformance', versions: ['b'], objectives: SLO, weights: {}, values: {'default/lat': {b: '99'}, 'default/err': {b: '0'}}}), // prettier-ignore
  ]),
};

const REPEATABLE = 'weakness 7: always the same, and never above a cap';

export const WEIGHTS: Table = {
  title: 'Weights',
  source: 'iter8-analytics v2.1.7',
  cases: rows(weigh, [
    same('1: best c, old 100/0', '90/10', canary(fine)),
    same('2: best c, old 10/90', '5/95', canary({...fine, weights: {b: 10, c: 90}})),
    same('2, the next time: old 5/95', '5/95', canary({...fine, weights: {b: 5, c: 95}})),
    ['3: no best, old 100/0', '95/5', '100/0', allSlow(['b', 'c'], {b: 100, c: 0}), NOTHING_FOR_LOSERS],
    ['4: best b, old 40/60, the candidate violates', '95/5', '100/0', canary({values: observed(['1', '99']), weights: {b: 40, c: 60}}), NOTHING_FOR_LOSERS], // prettier-ignore
    same('4: best b, old 40/60, by the reward', '95/5', abTest({objectives: [], values: rewards('12', '10'), weights: {b: 40, c: 60}})), // prettier-ignore
    same('5: best c, old 80/20, max 40, increment 25', '60/40', canary({...fine, weights: {b: 80, c: 20}, caps: {max: 40, increment: 25}})), // prettier-ignore
    same('6: best c, old 30/70, max 50', '50/50', canary({...fine, weights: {b: 30, c: 70}, caps: {max: 50}})),
    same('7: best c1 c2, old 20/40/40, max 40', '20/40/40', contest({b: '1', c1: '2', c2: '2'}, {weights: {b: 20, c1: 40, c2: 40}, caps: {max: 40}})), // prettier-ignore
    ['8: no best, old 100/0/0, all violate', '94/3/3 or 93/4/3 or 93/3/4', '100/0/0', allSlow(['b', 'c1', 'c2'], {b: 100, c1: 0, c2: 0}), NOTHING_FOR_LOSERS], // prettier-ignore
    ['8: best b, old 100/0/0, by the reward', '94/3/3 or 93/4/3 or 93/3/4', '94/3/3', contest({b: '2', c1: '1', c2: '1'}, {weights: {b: 100, c1: 0, c2: 0}}), REPEATABLE], // prettier-ignore
    ['9: best c2, old 80/10/10', '77/3/20 or 76/3/21 or 77/4/19 or 76/4/20', '77/3/20', contest({b: '1', c1: '1', c2: '2'}, {weights: {b: 80, c1: 10, c2: 10}}), REPEATABLE], // prettier-ignore
    ['10: 3.33/48.33/48.33', '3/49/48 or 4/48/48 or 3/48/49', '4/48/48', contest({b: '1', c1: '2', c2: '2'}, {weights: {b: 0, c1: 50, c2: 50}}), REPEATABLE], // prettier-ignore
    ['11: n = 4, no best, all violate', '92/3/3/2 or 92/3/2/3 or 92/2/3/3 or 93/3/2/2 or 93/2/3/2 or 93/2/2/3', '100/0/0/0', allSlow(['b', 'c1', 'c2', 'c3'], {b: 100}), NOTHING_FOR_LOSERS], // prettier-ignore
    ['11: n = 4, best b, by the reward', '92/3/3/2 or 92/3/2/3 or 92/2/3/3 or 93/3/2/2 or 93/2/3/2 or 93/2/2/3', '93/3/2/2', contest({b: '2', c1: '1', c2: '1', c3: '1'}, {weights: {b: 100}}), REPEATABLE], // prettier-ignore
    same('12: best c, max 0', '100/0', canary({...fine, caps: {max: 0}})),
  ]),
};

export const TRACES: Table = {
  title: 'Traces of a Canary, percent of the candidate look by look',
  source: 'iter8-analytics v2.1.7',
  cases: [
    ...rows(
      (situation) => trace(situation, 11),
      [
        same('healthy', '10 20 30 40 50 60 70 80 90 95 95', canary(fine)),
        ['the baseline violates', '10 20 30 40 50 60 70 80 90 95 95', '10 20 30 40 50 60 70 80 90 100 100', canary({...fine, values: {'default/lat': {b: '99', c: '1'}}}), NOTHING_FOR_LOSERS], // prettier-ignore
        ['no exploration', '10 20 30 40 50 60 70 80 90 95 95', '10 20 30 40 50 60 70 80 90 100 100', canary({...fine, rules: {explorationPercent: 0}}), 'weakness 8: the share is a setting'], // prettier-ignore
      ],
    ),
    ...rows(
      (situation) => trace(situation, 2),
      [
        same('nobody has observed the weights yet', '10 20', canary({...fine, weights: {}})),
        ['the baseline is observed last', '95 95', '10 20', canary({...fine, weights: {c: 0, b: 100}}), 'weakness 6: weights are matched by name'], // prettier-ignore
      ],
    ),
  ],
};
