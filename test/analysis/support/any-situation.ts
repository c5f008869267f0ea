import fc from 'fast-check';
import type {Observation} from '../../../src/analysis/observations.js';
import {DEPLOYMENT_PATTERNS, TESTING_PATTERNS} from '../../../src/experiment/model.js';
import {type Situation, unavailable, value} from './build-input.js';

const number = fc.integer({min: -1000, max: 100_000}).map((thousandths) => `${thousandths}m`);
const age = fc.oneof(fc.constant(0), fc.integer({min: -100, max: 200}));

/** A value that holds or fails, on many, few or no samples, fresh or stale; or none, with or without an earlier one. */
export const anyObservation: fc.Arbitrary<Observation> = fc.oneof(
  {weight: 4, arbitrary: fc.tuple(number, fc.option(fc.nat(20), {nil: undefined}), age)
    .map(([text, samples, ageSeconds]) => value(text, samples, ageSeconds))},
  {weight: 1, arbitrary: fc.constant(unavailable())},
  {weight: 1, arbitrary: fc.tuple(number, age).map(([text, ageSeconds]) => unavailable({text, ageSeconds}))},
); // prettier-ignore

/** Observations of some of the metrics for some of the versions. */
function anyValues(versions: readonly string[]): fc.Arbitrary<NonNullable<Situation['values']>> {
  const byVersion = fc.record(Object.fromEntries(versions.map((name) => [name, anyObservation])), {
    requiredKeys: [],
  });
  const metrics = ['default/lat', 'default/err', 'default/reward', 'default/requests'];
  return fc.record(Object.fromEntries(metrics.map((metric) => [metric, byVersion])), {requiredKeys: []});
}

const anyObjective = fc.record(
  {
    metric: fc.constantFrom('default/lat', 'err', 'nowhere'),
    upperLimit: fc.nat(100),
    lowerLimit: fc.integer({min: -10, max: 10}),
    rollback_on_failure: fc.boolean(),
  },
  {requiredKeys: ['metric']},
);

const percent = fc.integer({min: 0, max: 100});

/** Any experiment with two to five versions in any state, also with weights that nobody should have set. */
export const anySituation: fc.Arbitrary<Situation & {versions: readonly string[]}> = fc
  .uniqueArray(fc.stringMatching(/^[a-e]{1,3}$/), {minLength: 2, maxLength: 5})
  .chain((versions) =>
    fc.record({
      pattern: fc.constantFrom(...TESTING_PATTERNS),
      deployment: fc.constantFrom(...DEPLOYMENT_PATTERNS),
      versions: fc.constant(versions),
      objectives: fc.array(anyObjective, {maxLength: 3}),
      direction: fc.constantFrom(undefined, 'High', 'Low'),
      requestCount: fc.constantFrom(undefined, 'requests'),
      caps: fc.record({max: percent, increment: percent}, {requiredKeys: []}),
      weights: fc.record(Object.fromEntries(versions.map((name) => [name, percent])), {requiredKeys: []}),
      values: anyValues(versions),
      rules: fc.record(
        {minimumSamples: fc.nat(10), explorationPercent: percent, staleAfterSeconds: fc.nat(100)},
        {requiredKeys: []},
      ),
    }),
  );
