import {describe, expect, it} from '@jest/globals';
import {judge} from '../../src/analysis/verdict.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseExperiment} from '../../src/experiment/parse.js';

const reasonsFor = (criteria: JsonObject, winner?: string) =>
  judge(
    parseExperiment({
      apiVersion: 'iter8.tools/v2alpha2',
      kind: 'Experiment',
      metadata: {name: 'e'},
      spec: {
        strategy: {testingPattern: 'Canary'},
        criteria,
        versionInfo: {baseline: {name: 'b'}, candidates: [{name: 'c'}]},
      },
      status: {
        stage: 'Completed',
        completedIterations: 15,
        analysis: {winnerAssessment: {data: {winnerFound: winner !== undefined, winner}}},
      },
    }),
  ).reasons;

describe('a verdict without anything to judge by says so', () => {
  const untested = 'nothing is tested that could make a version win.';

  it.each<[string, JsonObject, string | undefined, string]>([
    ['no criteria', {}, undefined, `There is no objective and no reward: ${untested}`],
    ['no criteria, and a winner', {}, 'c', 'There is no objective and no reward: the winner was not tested.'],
    ['no limits', {objectives: [{metric: 'm'}]}, undefined, `No objective has a limit: ${untested}`],
    ['no limits, and a winner', {objectives: [{metric: 'm'}]}, 'c', 'No objective has a limit: the winner was not tested.'],
  ])('with %s', (_what, criteria, winner, sentence) => {
    expect(reasonsFor(criteria, winner)).toContain(sentence);
  }); // prettier-ignore

  it.each<[string, JsonObject]>([
    ['a limit of 0', {objectives: [{metric: 'm'}, {metric: 'n', lowerLimit: 0}]}],
    ['a reward', {rewards: [{metric: 'm', preferredDirection: 'High'}]}],
  ])('and does not with %s', (_what, criteria) => {
    expect(reasonsFor(criteria, 'c').join()).not.toMatch(/not tested|nothing is tested/);
  });
});
