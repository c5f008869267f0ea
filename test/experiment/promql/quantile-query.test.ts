import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parseQuantileQuery, promqlOf, quantileShare} from '../../../src/experiment/promql/quantile-query.js';

const VECTOR = `sum(rate(latency_bucket{app='$name',path=~"/a,(b|c)[0-9]\\"}"}[\${elapsedTime}s])) by (le)`;
const CALL = `histogram_quantile(0.95, ${VECTOR})`;

describe('a query for a percentile', () => {
  it.each([
    ['alone', CALL, 1],
    ['in parentheses', ` (( ${CALL} )) `, 1],
    ['over several lines', `histogram_quantile(\n  0.95,\n  ${VECTOR}\n)`, 1],
    ['times a number', `${CALL} * 1000`, 1000],
    ['a number of times', `1e3 * ${CALL}`, 1000],
    ['times two numbers', `2 * (${CALL} * .5)`, 1],
    ['divided by a number', `${CALL}/ 1000`, 0.001],
    ['times a number that ends in a point', `2. * ${CALL}`, 2],
    ['in parentheses, times numbers in parentheses', `(2 * (${CALL} / 4) * 6 )`, 3],
  ])('is known %s', (_how, query, factor) => {
    expect(parseQuantileQuery(query)).toEqual({share: 0.95, vector: VECTOR, factor});
  });

  it.each([
    ['another function', 'quantile_over_time(0.95, x[5m])'],
    ['a sum of two', `${CALL} + ${CALL}`],
    ['a product of two', `${CALL} * ${CALL}`],
    ['a product that is added to', `1000 * ${CALL} + 1`],
    ['a number less', `5 - ${CALL}`],
    ['a share that is none', `histogram_quantile(95, ${VECTOR})`],
    ['a share that is told elsewhere', `histogram_quantile($share, ${VECTOR})`],
    ['wrapped in another function', `max(${CALL})`],
    ['one that is not closed', CALL.slice(0, -1)],
    ['closed by the wrong bracket', `${CALL.slice(0, -1)}]`],
    ['times nothing', `0 * ${CALL}`],
    ['a call with three arguments', `histogram_quantile(0.95, x, y)`],
    ['longer than anybody writes', `${'1*'.repeat(200_000)}${CALL}`],
    ['nested deeper than anybody writes', `${'('.repeat(4000)}${CALL}${')'.repeat(3999)}`],
  ])('is not %s', (_what, query) => {
    expect(parseQuantileQuery(query)).toBeUndefined();
  });

  it('is looked for in any text without failing', () => {
    const pieces = fc.constantFrom('histogram_quantile(', '0.9,', 'sum', '(', ')', '[5m]', '{a="', "'", '`', '\\', '*', '2', '/', ' ', '#'); // prettier-ignore
    const anyQuery = fc.array(pieces, {maxLength: 40}).map((parts) => parts.join(''));
    fc.assert(fc.property(anyQuery, (query) => (parseQuantileQuery(query)?.factor ?? 1) > 0));
  });

  it.each([
    ['factors', `${'1*'.repeat(4900)}x`],
    ['numbers that nobody closes', `histogram_quantile(${'1'.repeat(9900)}`],
    ['parentheses', `${'('.repeat(4990)}x${')'.repeat(4990)}`],
    ['parentheses that nobody closes', '('.repeat(9990)],
    ['factors in parentheses', `${'1*('.repeat(2400)}x${')'.repeat(2400)}`],
    ['quotes that nobody closes', `f("${'\\"'.repeat(4900)})`],
  ])('is told from %s at once, however many there are', (_what, query) => {
    expect(parseQuantileQuery(query)).toBeUndefined();
    expect(quantileShare(query)).toBeUndefined();
  });

  it('is not looked for in a text that is longer than anybody writes', () => {
    expect(quantileShare(`${CALL}${' '.repeat(10_000)}`)).toBeUndefined();
    const digits = `histogram_quantile(${'1'.repeat(2_000_000)}`; // no test would end that takes the square of it
    expect(quantileShare(digits)).toBeUndefined();
  });

  it('tells its share in whatever it is wrapped', () => {
    expect(quantileShare(`max(${CALL}) by (pod)`)).toBe(0.95);
    for (const query of ['histogram_quantile(2, x)', 'my_histogram_quantile(0.5, x)', 'sum(x)', ''])
      expect(quantileShare(query)).toBeUndefined();
  });
});

describe('the query of a Metric', () => {
  it.each([
    [
      'a list',
      {
        params: [
          {name: 'query', value: 'a'},
          {name: 'time', value: '1'},
        ],
      },
      'a',
    ],
    [
      'a list that names it twice',
      {
        params: [
          {name: 'query', value: 'a'},
          {name: 'query', value: 'b'},
        ],
      },
      'b',
    ],
    ['the map of early versions', {params: {query: 'a'}}, 'a'],
    ['a list without it', {params: [{name: 'q', value: 'a'}]}, undefined],
    ['a list that holds no objects', {params: [1, null, 'query']}, undefined],
    ['a text', {params: 'query'}, undefined],
    ['nothing', {}, undefined],
  ])('is found in %s', (_where, spec, query) => {
    expect(promqlOf(spec)).toBe(query);
  });
});
