import {describe, expect, it} from '@jest/globals';
import {analyse} from '../../src/analysis/analyse.js';
import type {Observation} from '../../src/analysis/observations.js';
import {isMeasured} from '../../src/analysis/standing.js';
import {unavailable, value} from './support/build-input.js';
import {ERRORS, looksAt, strengthInput, type StrengthSituation} from './support/strength-input.js';

/** Error rates of versions after five looks; null: nothing was ever read. */
type Shares = Readonly<Record<string, number | null>>;

function judge(
  shares: Shares,
  situation: StrengthSituation = {},
  more: Readonly<Record<string, Observation>> = {},
) {
  const versions = Object.keys(shares);
  const looks = Object.entries(shares).flatMap(([version, share]) =>
    share === null ? [] : [looksAt('error-rate', version, {share})],
  );
  const input = strengthInput({
    versions,
    looks,
    metrics: {'error-rate': {}},
    completedIterations: 4,
    ...situation,
  });
  const read = Object.entries(shares).map(([version, share]): [string, Observation] => [
    version,
    share === null ? unavailable() : value(String(share), 2500),
  ]);
  const observations = new Map([
    ['default/error-rate', new Map(read)],
    ['default/other', new Map(Object.entries(more))],
  ]);
  const {decision, isSettled, assessments} = analyse({...input, observations});
  return {winner: decision.winner, isWaiting: decision.isWaiting, isSettled, assessments};
}

const HARMFUL = {strength: {policy: 'provenHarmful'}};

describe('with provenSafe', () => {
  it.each<[string, Shares, string | undefined, boolean]>([
    ['a candidate that is shown to keep its limit wins, and that is final', {b: 0.005, c: 0.001}, 'c', true],
    ['a candidate that only seems to keep it does not win', {b: 0.001, c: 0.008}, undefined, false],
    ['a candidate that is shown to break it loses, and that is final', {b: 0.001, c: 0.05}, 'b', true],
    ['an unknown baseline does not stop a candidate that is shown to break it', {b: 0.009, c: 0.05}, 'b', true],
    ['a baseline that breaks it does not win either', {b: 0.05, c: 0.05}, undefined, true],
    ['an unknown baseline does not stop a candidate that is shown to keep it', {b: null, c: 0.001}, 'c', true],
  ])('%s', (_what, shares, winner, isSettled) => {
    expect(judge(shares)).toMatchObject({winner, isSettled});
  });

  it('a version under Conformance needs the proof, baseline or not', () => {
    expect(judge({b: 0.008}, {pattern: 'Conformance'})).toMatchObject({winner: undefined, isSettled: false});
    expect(judge({b: 0.001}, {pattern: 'Conformance'})).toMatchObject({winner: 'b', isSettled: true});
  });
});

describe('with provenHarmful', () => {
  it('what is measured and not shown to be broken passes, and may still change', () => {
    expect(judge({b: 0.001, c: 0.012}, HARMFUL)).toMatchObject({winner: 'c', isSettled: false});
  });

  it('what is shown to be broken loses, and that is final', () => {
    expect(judge({b: 0.001, c: 0.05}, HARMFUL)).toMatchObject({winner: 'b', isSettled: true});
  });

  it('what has no data never passes', () => {
    const {winner, isWaiting, assessments} = judge({b: 0.001, c: null}, HARMFUL);
    expect([winner, isWaiting]).toEqual([undefined, true]);
    expect(assessments.get('c')).toMatchObject([{state: 'unknown', passes: false}]);
  });

  it('an objective without data keeps one that is measured from winning', () => {
    const objectives = [ERRORS, {metric: 'other', upperLimit: 1}];
    expect(judge({b: 0.001, c: 0.001}, {...HARMFUL, objectives}, {b: value('0'), c: unavailable()})).toMatchObject(
      {
        winner: undefined,
        isWaiting: true,
        isSettled: false,
      },
    );
  });
});

describe('a number of events', () => {
  const situation = {objectives: [{metric: 'other', upperLimit: 5}], metrics: {other: {type: 'Counter'}}};
  const judgeCount = (count: string, completedIterations: number) =>
    judge({b: 0.001, c: 0.001}, {...situation, completedIterations}, {b: value('0'), c: value(count)});

  it('that is above its limit is final at once, and one below it is known at the last iteration only', () => {
    expect(judgeCount('6', 2)).toMatchObject({winner: 'b', isSettled: true});
    expect(judgeCount('5', 2)).toMatchObject({winner: undefined});
    expect(judgeCount('5', 9)).toMatchObject({winner: 'c'});
  });

  it('that may still break its limit is measured, so that its version gets traffic', () => {
    expect(isMeasured(judgeCount('5', 2).assessments, 'c')).toBe(true);
    expect(isMeasured(judge({b: 0.001, c: 0.001}, {...situation}, {}).assessments, 'c')).toBe(false);
  });
});

describe('a verdict is not final', () => {
  it.each<[string, StrengthSituation]>([
    ['where the experiment says so', {duration: {endEarly: false}}],
    ['where the last value decides', {strength: {policy: 'lastValue'}, duration: {endEarly: true}}],
  ])('%s', (_what, situation) => {
    expect(judge({b: 0.001, c: 0.05}, situation)).toMatchObject({winner: 'b', isSettled: false});
  });

  it('before all candidates are known', () => {
    const criteria = {rewards: [{metric: 'other', preferredDirection: 'High'}]};
    const {isSettled} = judge({b: 0.001, c: 0.05, d: 0.009}, {pattern: 'A/B/N', criteria});
    expect(isSettled).toBe(false);
  });

  it('with a reward that any later value may turn, under provenHarmful', () => {
    const situation = {
      ...HARMFUL,
      pattern: 'A/B',
      criteria: {rewards: [{metric: 'other', preferredDirection: 'High'}]},
    };
    const rewards = {b: value('1', 100), c: value('2', 100)};
    expect(judge({b: 0.001, c: 0.001}, situation, rewards)).toMatchObject({winner: 'c', isSettled: false});
  });
});
