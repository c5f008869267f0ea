import {expect, it} from '@jest/globals';
import {toObservations} from '../../src/engine/observations.js';
import {parseQuantity} from '../../src/experiment/quantity.js';
import {type QueryOutcome, unavailable} from '../../src/metrics/outcome.js';
import type {QueryResults} from '../../src/metrics/query-all.js';

const value = parseQuantity('30')!;
const observedAt = new Date('2026-01-01T00:00:00Z');

it('a value whose declared sample size cannot be read is shown, and says why nobody can judge it', () => {
  const results: QueryResults = new Map<string, ReadonlyMap<string, QueryOutcome>>([
    ['ns/latency', new Map([['v2', {kind: 'value', value}]])],
    ['ns/count', new Map([['v2', unavailable('status', 'the backend answers 500')]])],
  ]);
  const observed = toObservations(results, new Map([['ns/latency', 'ns/count']]), observedAt);
  expect(observed.get('ns/latency')?.get('v2')).toEqual({
    kind: 'value',
    value,
    observedAt,
    uncounted: 'the backend answers 500',
  });
  const trusted = toObservations(results, new Map(), observedAt);
  expect(trusted.get('ns/latency')?.get('v2')).toEqual({kind: 'value', value, observedAt});
});
