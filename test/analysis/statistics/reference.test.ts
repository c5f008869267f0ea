import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {type Case, differenceOf, LIKE_R} from './support/like-r.js';

const KEPT = join(import.meta.dirname, 'reference.json'); // written by `npm run check:statistics -- --keep`
const reference = JSON.parse(readFileSync(KEPT, 'utf8')) as Record<string, Case[]>;

describe('the answers of R', () => {
  it('are kept for each of the functions', () => {
    expect(Object.keys(reference)).toEqual(Object.keys(LIKE_R));
  });

  it.each(Object.entries(reference))('are ours too: %s', (expression, cases) => {
    expect(cases.filter((one) => !(differenceOf(expression, one) <= 1e-8))).toEqual([]);
  });
});
