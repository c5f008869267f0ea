import {describe, expect, it} from '@jest/globals';
import {verdictAtLastWrite} from '../../../src/analysis/verdict-words/verdict-words.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';

const missingFor = (criteria: JsonObject, winner?: string) =>
  verdictAtLastWrite(
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
  ).missing;

describe('a verdict without anything to judge by says so', () => {
  const [noCriteria, noLimit] = ['Criteria: there is no objective and no reward', 'A limit: no objective has one'];

  it.each<[string, JsonObject, string | undefined, string]>([
    ['no criteria', {}, undefined, noCriteria],
    ['no criteria, and a winner', {}, 'c', noCriteria],
    ['no limits', {objectives: [{metric: 'm'}]}, undefined, noLimit],
    ['no limits, and a winner', {objectives: [{metric: 'm'}]}, 'c', noLimit],
  ])('with %s', (_what, criteria, winner, line) => {
    expect(missingFor(criteria, winner)).toContain(line);
  });

  it.each<[string, JsonObject]>([
    ['a limit of 0', {objectives: [{metric: 'm'}, {metric: 'n', lowerLimit: 0}]}],
    ['a reward', {rewards: [{metric: 'm', preferredDirection: 'High'}]}],
  ])('and does not with %s', (_what, criteria) => {
    expect(missingFor(criteria, 'c')).not.toEqual(expect.arrayContaining([noCriteria]));
    expect(missingFor(criteria, 'c')).not.toEqual(expect.arrayContaining([noLimit]));
  });
});
