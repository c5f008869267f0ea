import {describe, expect, it} from '@jest/globals';
import {analyse} from '../../src/analysis/analyse.js';
import {assessVersions} from '../../src/analysis/assessments.js';
import type {KnownAbove, ObservedValue} from '../../src/analysis/observations.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {value} from './support/build-input.js';
import {looksAt, strengthInput} from './support/strength-input.js';

const LIMIT = 300;
const OBJECTIVE = {metric: 'p95-latency', upperLimit: LIMIT};
const REASON = 'Prometheus answered with HTTP status 503';

interface Given {
  /** From 1; there were three looks, which show that the limit is kept. */
  iteration: number;
  objective?: JsonObject;
  strength?: JsonObject;
  known?: KnownAbove;
  iterations?: number;
}

/** A fresh value far above its limit, while the histogram behind it cannot be read. */
function inputAt({iteration, objective = OBJECTIVE, strength = {}, known, iterations = 10}: Given) {
  const input = strengthInput({
    metrics: {'p95-latency': {}},
    objectives: [objective],
    strength,
    duration: {iterationsPerLoop: iterations},
    completedIterations: iteration - 1,
    looks: ['b', 'c'].map((name) => looksAt('p95-latency', name, {share: 0.01, each: 1000, count: 3, above: LIMIT})),
  }); // prettier-ignore
  const above = new Map([[LIMIT, known ?? {reason: REASON}]]);
  const read: ObservedValue = {...(value('5000', 3000) as ObservedValue), above};
  const observations = new Map([['default/p95-latency', new Map(['b', 'c'].map((name) => [name, read]))]]);
  return {...input, observations};
}

const assess = (given: Given) => assessVersions(inputAt(given)).get('c')![0]!;

describe('a percentile whose histogram is no longer read', () => {
  it.each([
    [3, 'satisfied'],
    [4, 'satisfied'],
    [5, 'unknown'],
    [10, 'unknown'],
  ])('at iteration %d, when it was read in 1 to 3, is %s', (iteration, state) => {
    expect(assess({iteration}).state).toBe(state);
  });

  it('says why, and is neither shown nor about to be', () => {
    const {sentence, proof, isOpen, passes} = assess({iteration: 10});
    expect(sentence).toBe(
      `p95-latency is 5000, 4700 above its upper limit 300, and too little is known to be sure; ` +
        `how many are above 300 is not known: ${REASON}`,
    );
    expect({proof, isOpen, passes}).toEqual({proof: undefined, isOpen: false, passes: false});
  });

  it.each(['provenSafe', 'provenHarmful'])('lets no candidate win under %s', (policy) => {
    const {decision, isSettled} = analyse(inputAt({iteration: 10, strength: {policy}}));
    expect(decision.winner).not.toBe('c');
    expect(isSettled).toBe(false);
  });

  it('is judged by looks that are further apart as long as only one is missing', () => {
    const rare = {strength: {looks: 20}, iterations: 200}; // every tenth iteration is a look
    const stateAt = (iteration: number) => assess({iteration, ...rare}).state;
    expect([stateAt(3), stateAt(19), stateAt(29)]).toEqual(['satisfied', 'satisfied', 'unknown']);
  });
});

describe('a percentile with two limits', () => {
  it('is not shown to hold while one of them is no longer counted', () => {
    const both = {...OBJECTIVE, lowerLimit: 10};
    const input = inputAt({iteration: 10, objective: both});
    const fresh = looksAt('p95-latency', 'c', {share: 0.999, each: 1000, count: 10, above: 10});
    const [assessment] = assessVersions({...input, looks: [...input.looks!, fresh]}).get('c')!;
    expect(assessment).toMatchObject({state: 'unknown', proof: {kind: 'lowerLimit', missing: Infinity}});
  });
});
