import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {padText, textWidth, wrapText} from '../../src/render/text-width.js';

describe('the width of text', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['日本語', 6],
    ['é', 1],
    ['e\u0301', 1],
    ['ก็', 1],
    ['नि', 2],
    ['👩‍👩‍👧', 2],
    ['ｱ', 1],
    ['Ａ', 2],
  ])('of %j is %d', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('wrapping', () => {
  it.each([
    ['between words', 'one two three', 7, ['one two', 'three']],
    [
      'behind dashes and slashes in a word that is too long',
      'iter8-istio/request-count',
      20,
      ['iter8-istio/request-', 'count'],
    ],
    ['anywhere where nothing else helps', 'abcdefgh', 3, ['abc', 'def', 'gh']],
    ['wide characters', '日本語', 4, ['日本', '語']],
    ['not what fits', 'a  b', 10, ['a  b']],
    ['nothing', '', 5, ['']],
  ])('breaks %s', (_where, text, width, lines) => {
    expect(wrapText(text, width, true)).toEqual(lines);
  });

  it('leaves long words whole when asked to', () => {
    expect(wrapText('a longword b', 4, false)).toEqual(['a', 'longword', 'b']);
  });

  it('loses no character, and no line is too wide', () => {
    const text = fc.string({unit: fc.constantFrom('a', 'b', ' ', '-', '/', '日', 'é')});
    fc.assert(
      fc.property(text, fc.integer({min: 2, max: 12}), (words, width) => {
        const lines = wrapText(words, width, true);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('padding', () => {
  it('puts the odd blank of a centred text on the right', () => {
    expect(padText('ab', 5, 'center')).toBe(' ab  ');
    expect(padText('ab', 5, 'right')).toBe('   ab');
    expect(padText('ab', 5, 'left')).toBe('ab   ');
    expect(padText('abc', 2, 'left')).toBe('abc');
  });
});
