import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {
  didYouMean,
  editDistance,
  onlySimilarWord,
  similarWords,
} from '../../../src/experiment/validate/spelling.js';

const word = fc.string({unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6});

describe('editDistance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['metric', 'metirc', 1],
    ['', 'abc', 3],
    ['same', 'same', 0],
    ['ca', 'abc', 3],
  ])('from %j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b, 9)).toBe(distance);
  });

  it('is the same in both directions, and nothing only between equal words', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b, 9);
        expect(distance).toBe(editDistance(b, a, 9));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it('gives up when the lengths differ by more than the limit', () => {
    expect(editDistance('a', 'abcd', 2)).toBe(Infinity);
  });
});

describe('similarWords', () => {
  it.each([
    ['rollbackOnFailure', ['rollback_on_failure']],
    ['upperlimit', ['upperLimit']],
    ['uperLimit', ['upperLimit']],
    ['limit', []],
    ['xLimit', []],
  ])('for %s are %j', (written, similar) => {
    expect(similarWords(written, ['upperLimit', 'lowerLimit', 'rollback_on_failure'])).toEqual(similar);
  });

  it('are several when equally near, and asked about', () => {
    expect(didYouMean('aupperLimit', ['upperLimit', 'upperLimits'])).toBe('; did you mean upperLimit?');
    expect(didYouMean('cat', ['bat', 'rat', 'dog'])).toBe('; did you mean bat or rat?');
    expect(didYouMean('cat', ['horse'])).toBe('');
  });
});

describe('onlySimilarWord', () => {
  it.each([
    ['upprLimit', 'upperLimit'],
    ['upper_limit', 'upperLimit'],
    ['uwerLimit', undefined],
    ['limit', undefined],
  ])('for %s is %s', (written, only) => {
    expect(onlySimilarWord(written, ['upperLimit', 'lowerLimit'])).toBe(only);
  });
});
