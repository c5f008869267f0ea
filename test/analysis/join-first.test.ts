import {expect, it} from '@jest/globals';
import fc from 'fast-check';
import {joinFirst} from '../../src/analysis/join-first.js';

it('joins what there is room for, and says how many more there are', () => {
  expect(joinFirst(['a', 'b'], '; ', 9)).toBe('a; b');
  expect(joinFirst(['aaaa', 'bbbb', 'cc', 'd'], '; ', 10)).toBe('aaaa; bbbb; and 2 more');
  expect(joinFirst([], '; ', 9)).toBe('');
});

it('cuts a note that is too long by itself', () => {
  expect(joinFirst(['a'.repeat(20), 'b'], '; ', 5)).toBe('aaaa…; and 1 more');
});

it('is never longer than asked by more than the remark, and begins with all of the first notes', () => {
  fc.assert(
    fc.property(fc.array(fc.string({maxLength: 30})), fc.integer({min: 1, max: 200}), (notes, longest) => {
      const text = joinFirst(notes, '; ', longest);
      expect(text.length).toBeLessThanOrEqual(longest + '; and 99 more'.length);
      if (notes.join('; ').length <= longest) expect(text).toBe(notes.join('; '));
    }),
  );
});
