import {describe, expect, it} from '@jest/globals';
import {missingWords, proofWords, rangeWords, strengthRuleWords} from '../../src/analysis/proof-words.js';
import {limitFields, limitFromFields, shownLimit} from '../../src/analysis/shown-proof.js';
import {storedProof, UNBOUNDED} from '../../src/analysis/stored-proof.js';
import {objectiveFacts} from '../../src/analysis/objective-facts.js';
import {parseQuantity} from '../../src/experiment/quantity.js';
import {changed, experimentOf} from '../render/watch/support.js';

const STRENGTH = {confidence: 0.95, policy: 'provenSafe', looks: 'auto'} as const;
const OBJECTIVE = {
  metric: 'error-rate',
  upperLimit: parseQuantity('0.1'),
  lowerLimit: undefined,
  relativeLimit: parseQuantity('1.2'),
  relativeLowerLimit: undefined,
  rollbackOnFailure: false,
};
const BOUNDS = {lower: 0.0144, upper: 0.0868};

describe('what the looks show, by the status', () => {
  it('is read with its bounds, its share and what is missing', () => {
    const entry = {...BOUNDS, shareAbove: 0.04, shareAllowed: 0.05, missingSamples: 900, state: 'unknown'};
    expect(storedProof(entry, STRENGTH, OBJECTIVE)).toEqual({
      confidence: 0.95,
      bounds: BOUNDS,
      share: {above: 0.04, allowed: 0.05},
      distance: undefined,
      missingSamples: 900,
      limits: [],
    });
  });

  it('is read with each of several limits, but those that the objective does not have', () => {
    const limits = [
      {limit: 'upperLimit', state: 'satisfied', ...BOUNDS},
      {
        limit: 'relativeLimit',
        state: 'unknown',
        ...BOUNDS,
        distanceLower: -0.2,
        distanceUpper: 0.1,
        missingSamples: 70,
      },
      {limit: 'lowerLimit', state: 'satisfied', ...BOUNDS},
      {limit: 'upperLimit', state: 'odd'},
      'text',
    ];
    const proof = storedProof({...BOUNDS, limits}, STRENGTH, OBJECTIVE)!;
    expect(proof.limits.map(({label, state, missingSamples}) => [label, state, missingSamples])).toEqual([
      ['<= 0.1', 'satisfied', undefined],
      ['<= 1.2 x baseline', 'unknown', 70],
    ]);
    expect(proofWords(proof, 'unknown')).toBe(
      'not yet known: <= 0.1 shown to hold (the truth is between 0.0144 and 0.0868), <= 1.2 x baseline not yet known (the truth is between 0.0144 and 0.0868, from 0.2 below to 0.1 above the multiple of the baseline), each bound 95 % sure',
    );
  });

  it('is what was written', () => {
    const limit = {bounds: BOUNDS, share: undefined, distance: {lower: -1, upper: 2}, missingSamples: 12};
    expect(limitFromFields(limitFields(limit))).toEqual(limit);
    const unbounded = shownLimit({bounds: {lower: -Infinity, upper: Infinity}, samples: 1, missing: Infinity});
    expect(limitFields(unbounded)).toEqual({});
  });

  it('has no bounds where so little was measured that there are none', () => {
    const message = `mean-latency is 20; not yet known: ${UNBOUNDED}`;
    const proof = storedProof({state: 'unknown', message}, STRENGTH, OBJECTIVE)!;
    expect([proof.bounds, proof.missingSamples]).toEqual([undefined, undefined]);
    expect(proofWords(proof, 'unknown')).toBe(`not yet known: ${UNBOUNDED}`);
    expect(rangeWords(proof)).toBe('nothing shown yet');
  });

  it.each([
    ['no entry', undefined],
    ['text', 'satisfied'],
    ['a list', [1, 2]],
    ['an entry of the original', {state: 'satisfied'}],
    ['one bound alone', {lower: 0.1}],
    ['bounds that are no numbers', {lower: '0.1', upper: null}],
  ])('is nothing in %s', (_what, entry) => {
    expect(storedProof(entry, STRENGTH, OBJECTIVE)).toBeUndefined();
  });
});

describe('an objective of an experiment with strength', () => {
  const pointer = '/status/analysis/objectiveAssessments/data/candidate/1';
  const errorRate = async (values: Parameters<typeof changed>[1] = {}) => {
    const experiment = changed(await experimentOf('strength/not-yet-known.yaml'), values);
    return objectiveFacts(experiment, experiment.spec.criteria.objectives[1]!, 1)[1]!;
  };

  it('lacks samples for as long as they would take at the rate of the run so far', async () => {
    const {proof, samples, missingSeconds} = await errorRate();
    expect(samples).toBe(1003);
    expect(missingSeconds).toBeCloseTo((proof!.missingSamples! * 72) / 1003, 9);
  });

  it('lacks them for nobody knows how long where the begin of the run is not known', async () => {
    const {proof, missingSeconds} = await errorRate({'/status/startTime': null});
    expect(proof!.missingSamples).toBeGreaterThan(0);
    expect(missingSeconds).toBeUndefined();
  });

  it('has no proof where the last value decides, whatever the status holds', async () => {
    expect((await errorRate({'/spec/criteria/strength': null})).proof).toBeUndefined();
  });

  it('has none where the status holds something else', async () => {
    const odd = await errorRate({[`${pointer}/lower`]: 'odd', [`${pointer}/missingSamples`]: [1]});
    expect([odd.proof, odd.missingSeconds]).toEqual([undefined, undefined]);
  });
});

describe('the words of a proof', () => {
  const proof = {
    confidence: 0.999,
    bounds: BOUNDS,
    share: undefined,
    distance: undefined,
    missingSamples: 1849,
    limits: [],
  };

  it('name the bounds, and how sure each of them is', () => {
    expect(proofWords(proof, 'violated')).toBe(
      'shown to be broken: the truth is between 0.0144 and 0.0868, each bound 99.9 % sure',
    );
    expect(rangeWords(proof)).toBe('0.0144 to 0.0868');
  });

  it('tell of a percentile how much lies above its limit', () => {
    const percentile = {...proof, share: {above: 0.04, allowed: 1 - 0.95}};
    expect(proofWords(percentile, 'unknown')).toBe(
      'not yet known: between 1.44 % and 8.68 % lie above it, where the line is 5 %, each bound 99.9 % sure',
    );
    expect(rangeWords(percentile)).toBe('1.44 % to 8.68 % above it');
  });

  it('round what is missing, and say how long it takes where that is known', () => {
    expect(missingWords(proof)).toBe('about 1,800 more samples');
    expect(missingWords(proof, 40.2)).toBe('about 1,800 more samples, ~41s');
    expect(missingWords({missingSamples: undefined}, 40)).toBe('');
  });

  it('name confidence, method and policy of the rule', () => {
    const rule = {confidence: 0.99, policy: 'provenHarmful'} as const;
    expect(strengthRuleWords({...rule, looks: 'anytime'})).toBe(
      'With 99 % confidence however often it is looked at (confidence sequences): a version is stopped only when an objective is shown to be broken (provenHarmful)',
    );
    expect(strengthRuleWords({...rule, policy: 'provenSafe', looks: 1})).toBe(
      'With 99 % confidence at its one look: a version is promoted only when every objective is shown to hold (provenSafe)',
    );
  });
});
