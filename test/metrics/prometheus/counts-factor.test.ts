import {describe, expect, it} from '@jest/globals';
import {countsFactor} from '../../../src/metrics/prometheus/counts-factor.js';

describe('what a vector must be multiplied by to count', () => {
  it.each([
    ['increase', 'increase(x_bucket[600s])', 1],
    ['rate', 'rate(x_bucket[600s])', 600],
    ['a sum that groups behind', 'sum(rate(x_bucket{a=\'(\',b=~"[)]}"}[600s])) by (le)', 600],
    ['a sum that groups in front', 'sum by (le) (increase(x_bucket{a="b"}[10m]))', 1],
    ['a sum that leaves out', 'SUM without(pod, instance)(rate({__name__="x_bucket"}[600s]))', 600],
    ['a sum of sums', '(sum by (le) ((sum by (le, pod) (rate(x_bucket [ 5m300s ])))))', 600],
  ])('is known of %s', (_what, vector, factor) => {
    expect(countsFactor(vector, 600)).toBe(factor);
  });

  it.each([
    ['a mean', 'avg by (le) (rate(x[600s]))'],
    ['a part of a sum', 'sum by (le) (rate(x[600s])) / 2'],
    ['a sum of two', 'sum by (le) (rate(x[600s])) + sum by (le) (rate(y[600s]))'],
    ['the last two scrapes', 'irate(x[600s])'],
    ['all since the process began', 'sum by (le) (x)'],
    ['nothing', ''],
  ])('is not known of %s', (_what, vector) => {
    const reason = 'inside histogram_quantile stands more than sums of rate or increase';
    expect(countsFactor(vector, 600)).toMatchObject({cause: 'definition', reason});
  });

  it.each([
    ['blanks before a range', `rate(x${' '.repeat(1_000_000)}y)`],
    ['blanks behind a sum', `sum(rate(x[600s]))${' '.repeat(1_000_000)}y`],
    ['sums of sums', `${'sum('.repeat(20_000)}rate(x[600s])${')'.repeat(20_000)}`],
  ])('is not known with very many %s, and that at once', (_what, vector) => {
    expect(countsFactor(vector, 600)).toMatchObject({cause: 'definition'}); // no test would end that takes the square of it
  });

  it.each([
    ['the last five minutes', 'rate(x[5m])'],
    ['an hour before', 'rate(x[600s] offset 1h)'],
    ['a subquery', 'rate(x[600s:15s])'],
    ['one that is selected in another way', 'rate(label_replace(x, "a", "b", "c", "d")[600s])'],
    ['a range that is none', 'rate(x[soon])'],
  ])('is not known of %s, which is not the whole run', (_what, vector) => {
    const reason = 'its histogram is not that of the whole run; write [${elapsedTime}s]';
    expect(countsFactor(vector, 600)).toMatchObject({cause: 'definition', reason});
  });
});
