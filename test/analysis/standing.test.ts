import {describe, expect, it} from '@jest/globals';
import {type Assessments, assessVersions} from '../../src/analysis/assessments.js';
import {isViolating, openQuestions, standingOf} from '../../src/analysis/standing.js';
import {buildInput, ERRORS, LATENCY, type Situation} from './support/build-input.js';

const assess = (values: Situation['values']): Assessments =>
  assessVersions(buildInput({objectives: [LATENCY, ERRORS], values}));

describe('the standing of a version', () => {
  it.each([
    ['1', '0', 'feasible', false],
    ['1', '1', 'infeasible', true],
    ['99', '1', 'infeasible', true],
    ['1', null, 'undecided', false],
    ['99', null, 'infeasible', true],
  ])(
    'with latency %s and error rate %s is %s; violating for certain: %s',
    (latency, errors, standing, violating) => {
      const assessments = assess({'default/lat': {c: latency}, 'default/err': {c: errors}});
      expect([standingOf(assessments, 'c'), isViolating(assessments, 'c')]).toEqual([standing, violating]);
    },
  );

  it('is feasible without objectives, and undecided when nobody assessed it', () => {
    const none = assessVersions(buildInput({objectives: []}));
    expect([standingOf(none, 'c'), standingOf(none, 'stranger')]).toEqual(['feasible', 'undecided']);
    expect(isViolating(none, 'stranger')).toBe(false);
    expect(openQuestions(none, 'stranger')).toEqual(['stranger: was not assessed']);
  });

  it('leaves a question open for each unknown objective, and none otherwise', () => {
    expect(openQuestions(assess({'default/lat': {c: '1'}}), 'c')).toEqual([
      'c: default/err has no value: it was not read',
    ]);
    expect(openQuestions(assess({'default/lat': {c: '1'}, 'default/err': {c: '0'}}), 'c')).toEqual([]);
  });
});
