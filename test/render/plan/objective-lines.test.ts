import {expect, it} from '@jest/globals';
import {objectiveLines} from '../../../src/render/plan/objective-lines.js';

it.each([
  [0.9995, '>= 0.9995'],
  [1500.1234, '>= 1,500.1234'],
  [0.1, '>= 0.1'],
])('the limit %d is told to its last digit', (value, words) => {
  const limit = {kind: 'lowerLimit', value} as const;
  const [head] = objectiveLines({metric: 'share', limit, judgedBy: 'share', needs: []});
  expect(head).toContain(`share ${words}:`);
});
