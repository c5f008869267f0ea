import {expect, it} from '@jest/globals';
import {experiment} from './support/experiment.js';
import {play} from './support/play.js';

const METRICS = Array.from({length: 60}, (_, index) => `metric-${index}`);
const objectives = METRICS.map((metric) => ({metric, upperLimit: 50, rollback_on_failure: true}));
const values = (candidate: string | null) => () =>
  Object.fromEntries(METRICS.map((metric) => [`default/${metric}`, {b: '10', c: candidate}]));

it('names the first of many objectives that roll a run back, and how many more there are', async () => {
  const {events} = await play(experiment({objectives}), {values: values('80')});
  const {message} = events.find(({reason}) => reason === 'RollbackStarted')!;
  expect(message).toMatch(
    /^Rolling back: c: metric-0 is 80, 30 above its upper limit 50; c: metric-1 .*; and \d+ more$/,
  );
  expect(message.length).toBeLessThan(900);
});

it('names the first of many open questions, and how many more there are', async () => {
  const {experiment: ended} = await play(experiment({objectives}), {values: values(null)});
  const {message} = (ended.source.status as {analysis: {winnerAssessment: {message: string}}}).analysis
    .winnerAssessment;
  expect(message).toMatch(
    /Info: not decided: c: metric-0 has no value: no answer within 5 s; c: metric-1 .*; and \d+ more$/,
  );
  expect(message.length).toBeLessThan(950);
});
