import {describe, expect, it} from '@jest/globals';
import {matchesPattern} from '../../../src/tasks/expression/match.js';
import {answer, withSource} from './support.js';

describe('a pattern', () => {
  it.each([
    ['shop/cart', '^shop', true],
    ['shop/cart', '^cart', false],
    ['é😀', '^\\p{L}.$', true],
    ['', '', true],
    ['text', 'pattern', false],
  ])('is looked for in the text: %j matches %j is %s', (text, pattern, expected) => {
    expect(matchesPattern(text, pattern)).toBe(expected);
  });

  it.each(['(a+)+$', '(a|a)*$', '(?=(a+)+$)', `${'a*'.repeat(100)}$`, '(?:a?){400}a{400}$'])(
    'that backtracks for ever is ended: %s',
    (pattern) => {
      const begin = performance.now();
      expect(matchesPattern(`${'a'.repeat(399)}b`, pattern)).toMatch(/^a pattern that took over 250 ms/);
      expect(performance.now() - begin).toBeLessThan(30_000);
    },
  );

  it('that backtracks for ever is an error of the condition', () => {
    const experiment = withSource({metadata: {name: 'e'}, spec: {target: `${'a'.repeat(60)}b`}});
    expect(() => answer('Spec.Target matches "(a+)+$"', experiment)).toThrow(
      'at character 1, begins a comparison with a pattern that took over 250 ms, "(a+)+$"',
    );
  });

  it('that is not one is said to be none', () => {
    expect(matchesPattern('a', '(?i)a')).toMatch(/^a pattern that is no regular expression: Invalid/);
  });

  it('leaves nothing behind for the next one', () => {
    expect([matchesPattern('a', '(?<x>a)'), matchesPattern('b', 'a'), matchesPattern('a', 'a')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
