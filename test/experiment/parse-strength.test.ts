import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {Field, FieldError} from '../../src/experiment/field.js';
import type {Json, JsonObject} from '../../src/experiment/json.js';
import {parseMinimumSamples, parseStrength} from '../../src/experiment/parse-strength.js';

const parse = (strength?: Json) => parseStrength(new Field(strength, ['strength']));
const samples = (strength?: Json) => parseMinimumSamples(new Field(strength, ['strength']));

describe('criteria.strength', () => {
  it.each<[string, Json | undefined]>([
    ['left out', undefined],
    ['null', null],
    ['empty', {}],
    ['the number of samples alone', {minimumSamples: 6}],
    ['the last value, whatever else it says', {policy: 'lastValue', confidence: 0.9, looks: 3}],
    ['a text, which was reserved', '0.95'],
    ['a number', 5],
    ['a list', [0.95]],
    ['something of another engine', {mode: 'strict'}],
  ])('asks for no proof when it is %s', (_what, strength) => {
    expect(parse(strength)).toBeUndefined();
  });

  it.each<[JsonObject, object]>([
    [{confidence: 0.9}, {confidence: 0.9, policy: 'provenSafe', looks: 'auto'}],
    [{looks: 4}, {confidence: 0.95, policy: 'provenSafe', looks: 4}],
    [{looks: 'anytime'}, {confidence: 0.95, policy: 'provenSafe', looks: 'anytime'}],
    [{policy: 'provenHarmful'}, {confidence: 0.95, policy: 'provenHarmful', looks: 'auto'}],
    [
      {confidence: 0.5, policy: 'provenSafe', looks: 1},
      {confidence: 0.5, policy: 'provenSafe', looks: 1},
    ],
  ])('%j asks for %j', (strength, meant) => {
    expect(parse(strength)).toEqual(meant);
  });

  it.each<[JsonObject, string]>([
    [{confidence: 1}, 'strength.confidence'],
    [{confidence: 0.49}, 'strength.confidence'],
    [{confidence: '0.95'}, 'strength.confidence'],
    [{policy: 'safe'}, 'strength.policy'],
    [{confidence: 2, policy: 'lastValue'}, 'strength.confidence'],
    [{looks: 0}, 'strength.looks'],
    [{looks: 1.5}, 'strength.looks'],
    [{looks: '5'}, 'strength.looks'],
    [{looks: true}, 'strength.looks'],
  ])('%j is refused at %s', (strength, place) => {
    expect(() => parse(strength)).toThrow(FieldError);
    expect(() => parse(strength)).toThrow(place);
  });

  it('takes every confidence from a half to below one, and no other number', () => {
    fc.assert(
      fc.property(fc.double({min: -1, max: 2, noNaN: true}), (confidence) => {
        if (confidence >= 0.5 && confidence < 1) expect(parse({confidence})).toMatchObject({confidence});
        else expect(() => parse({confidence})).toThrow(FieldError);
      }),
    );
  });
});

describe('the samples that a value needs', () => {
  it('are a whole number from 0 up, or left out', () => {
    expect([{minimumSamples: 0}, {minimumSamples: 6}, {}, 'text', undefined].map(samples)).toEqual([
      0,
      6,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([-1, 1.5, '6'])('are not %j', (minimumSamples) => {
    expect(() => samples({minimumSamples})).toThrow(FieldError);
  });
});
