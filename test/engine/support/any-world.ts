import fc from 'fast-check';
import type {Observation} from '../../../src/analysis/observations.js';
import {parseQuantity} from '../../../src/experiment/quantity.js';

/** A value, or none, seen so many seconds before it is asked for. */
export type Sighting =
  {readonly text: string; readonly age: number; readonly samples?: number} | {readonly reason: string};

const REASONS = ['the answer is NaN, no number', 'no answer within 5 s', 'status 500', 'the answer is empty'];

export const anyGap: fc.Arbitrary<Sighting> = fc.constantFrom(...REASONS.map((reason) => ({reason})));

/** Good, bad, on no samples, stale, from the future, or missing. */
export const anySighting: fc.Arbitrary<Sighting> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      text: fc.integer({min: -10, max: 200}).map(String),
      age: fc.constantFrom(0, 1, 39, 41, 1000, -5, -1000),
      samples: fc.option(fc.nat(20), {nil: undefined}),
    }),
  },
  {weight: 1, arbitrary: anyGap},
);

/** What must never promote: no value, one that is too old or from the future, one on no samples. */
export const anyUseless: fc.Arbitrary<Sighting> = fc.oneof(
  anyGap,
  fc.record({text: fc.constant('1'), age: fc.constantFrom(41, 1000, -100)}),
  fc.record({text: fc.constant('1'), age: fc.constant(0), samples: fc.constant(0)}),
);

export function see(sighting: Sighting, now: Date): Observation {
  if ('reason' in sighting) return {kind: 'unavailable', reason: sighting.reason};
  const {text, age, samples} = sighting;
  return {
    kind: 'value',
    value: parseQuantity(text)!,
    observedAt: new Date(now.getTime() - age * 1000),
    ...(samples !== undefined && {sampleSize: samples}),
  };
}
