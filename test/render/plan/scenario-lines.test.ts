import {expect, it} from '@jest/globals';
import type {RunResult} from '../../../src/analysis/run-result.js';
import {scenarioLines} from '../../../src/render/plan/scenario-lines.js';
import type {Style} from '../../../src/render/style.js';

/** Nothing here is required, so nothing is painted. */
const STYLE = {paint: {}} as Style;

it('runs that nobody won are told apart by whether a version was shown to be bad', () => {
  const verdict = (result: RunResult) => ({
    ...{outcome: 'noWinner', version: null, result, count: 5},
    ...{share: 0.5, lower: 0.2, upper: 0.8},
  });
  const scenario = {
    ...{truth: 'as told', goal: null, isRequired: false, runs: 10, goalChance: null, meanSeconds: 60},
    verdicts: [verdict('lost'), verdict('inconclusive')],
  };
  const lines = scenarioLines(scenario as Parameters<typeof scenarioLines>[0], STYLE);
  expect(lines.map(({text}) => text.replace(/ {2,}/g, ' '))).toEqual([
    'as told: either is right',
    ' no winner, shown to be bad 50.0 % (20.0 to 80.0)',
    ' no winner 50.0 % (20.0 to 80.0)',
    ' over after 60s on average',
  ]);
});
