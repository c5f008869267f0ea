import {expect, it} from '@jest/globals';
import {blockMessage} from '../../src/analysis/block-message.js';

it('a block says all, until it is too much', () => {
  expect(blockMessage({errors: ['a', 'b', 'a']})).toBe('Error: a, b; Warning: ; Info: ');
  expect(blockMessage({infos: ['x'.repeat(5000)]})).toBe(`Error: ; Warning: ; Info: ${'x'.repeat(999)}…`);
  const many = Array.from({length: 500}, (_, index) => `metric ${index} has no value`);
  const message = blockMessage({warnings: many});
  expect(message.length).toBeLessThan(1100);
  expect(message).toMatch(/^Error: ; Warning: metric 0 has no value, .*, and 4\d\d more; Info: $/);
});
