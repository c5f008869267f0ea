import {expect, it} from '@jest/globals';
import {runResult} from '../../src/analysis/run-result.js';
import {holds, parseActionCondition} from '../../src/tasks/condition.js';
import {experiment, SLOW} from './support/experiment.js';
import {play} from './support/play.js';

const ROLLBACK = [{metric: 'latency', upperLimit: 50, rollback_on_failure: true}];

it('neither does the baseline win a run that is rolled back, and the assessment says why', async () => {
  const {experiment: ended} = await play(experiment({objectives: ROLLBACK}), {values: SLOW});
  const reason = 'rolled back: c: latency is 80, 30 above its upper limit 50';
  expect(ended.source.status).toMatchObject({
    analysis: {
      winnerAssessment: {
        message: `Error: ; Warning: ; Info: ${reason}`,
        data: {winnerFound: false, bestVersions: []},
      },
    },
  });
  expect(holds(parseActionCondition('WinnerFound()'), ended)).toBe(false);
  expect(runResult(ended)).toBe('lost');
});

it.each([
  ['the other candidate that leads', '5'],
  ['other candidates that tie', '9'],
])('%s cannot win a run that is rolled back', async (_who, reward) => {
  const resource = experiment({
    pattern: 'A/B/N',
    candidates: ['c1', 'c2', 'c3'],
    objectives: ROLLBACK,
    criteria: {rewards: [{metric: 'reward', preferredDirection: 'High'}]},
  });
  const values = () => ({
    'default/latency': {b: '5', c1: '5', c2: '5', c3: '90'},
    'default/reward': {b: '1', c1: reward, c2: '9', c3: '2'},
  });
  const {experiment: ended} = await play(resource, {values});
  expect(ended.source.status).toMatchObject({
    analysis: {winnerAssessment: {data: {winnerFound: false, bestVersions: []}}},
  });
  expect(ended.status.recommendedVersion).toBe('b');
  expect(holds(parseActionCondition('CandidateWon()'), ended)).toBe(false);
  expect(runResult(ended)).toBe('lost');
});
