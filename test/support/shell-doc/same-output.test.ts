import {describe, expect, it} from '@jest/globals';
import {isSameOutput} from './same-output.js';

describe('what is printed is what the page says', () => {
  it.each([
    ['x 12.5 ms\n', 'x 3 ms'],
    ['of 2027-01-02 03:04:05 UTC\n', 'of 2026-11-22 10:00:00 UTC\n'],
    ['NAME      AGE\na         1m3s\n', 'NAME   AGE\na      41s\n'],
    ['a\nb\nc\nd\n', 'a\n…\nd\n'],
    ['a\nd\n', 'a\n…\nd\n'],
    ['iter8-demo-v100-6664868b4c-9jmzn   1/1\n', 'iter8-demo-v100-5b954c49c5-x5crg   1/1\n'],
    ['(a) [b] *\n', '(a) [b] *\n'],
  ])('%j for %j', (printed, expected) => expect(isSameOutput(printed, expected)).toBe(true));

  it.each([
    ['Completed\n', 'Running\n'],
    ['a\nb\n', 'a\n'],
    ['b\nd\n', 'a\n…\nd\n'],
    ['iter8-demo-v101-6664868b4c-9jmzn   1/1\n', 'iter8-front-v100-5b954c49c5-x5crg   1/1\n'],
    ['aXb\n', 'a.b\n'],
    ['demo-v100 80\n', 'demo-v101 80\n'],
    ['', 'a\n'],
  ])('%j not for %j', (printed, expected) => expect(isSameOutput(printed, expected)).toBe(false));
});
