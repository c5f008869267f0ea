import {describe, expect, it} from '@jest/globals';
import {assessVersions} from '../../src/analysis/assessments.js';
import {decideWinner} from '../../src/analysis/winner.js';
import type {Observations} from '../../src/analysis/observations.js';
import {readExperimentResource} from '../../src/engine/experiment-resource.js';
import {observationsOf} from '../../src/engine/step/remembered.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseQuantity} from '../../src/experiment/quantity.js';
import {experiment} from './support/experiment.js';
import {START} from './support/world.js';

const NOW = new Date(START.getTime() + 20_000);

interface Stored {
  readonly entry: JsonObject;
  /** Who wrote it. */
  readonly provenance?: string;
  /** The metric names who counts its data points. */
  readonly isCounted?: boolean;
}

/** An experiment after an iteration at 10:00:00 in which both versions were read. */
function stored({entry, provenance = 'iter8ctl', isCounted = false}: Stored) {
  const spec = isCounted ? {sampleSize: 'count'} : {};
  return readExperimentResource(
    experiment({
      status: {
        stage: 'Running',
        completedIterations: 1,
        lastUpdateTime: '2026-11-22T10:00:00Z',
        metrics: [{name: 'default/latency', metricObj: {metadata: {name: 'latency'}, spec}}],
        analysis: {aggregatedMetrics: {provenance, data: {'default/latency': {data: {b: entry, c: entry}}}}},
      },
    }),
  );
}

/** What is decided 20 s later, by these observations. */
function decide(remembered: ReturnType<typeof stored>, observations: Observations) {
  const input = {experiment: remembered, observations, now: NOW};
  const assessments = assessVersions(input);
  return {assessment: assessments.get('c')![0]!, decision: decideWinner(input, assessments)};
}

/** The same when no metric could be read. */
const afterFailure = (entry: Stored) => {
  const remembered = stored(entry);
  return decide(remembered, observationsOf(remembered, {kind: 'failed', reason: 'no answer within 5 s'}));
};

const READ = {value: '10', observedAt: '2026-11-22T10:00:00Z'};

describe('the last value of a metric that cannot be read now', () => {
  it.each<[string, Stored]>([
    ['has its samples', {entry: {...READ, sampleSize: 30}, isCounted: true}],
    ['belongs to a metric that names nobody who counts', {entry: READ}],
    ['is of the original, which writes no times', {entry: {value: '10'}, provenance: 'http://iter8-analytics'}],
  ])('is judged where it %s', (_what, entry) => {
    const {assessment, decision} = afterFailure(entry);
    expect([assessment.state, decision.winner]).toEqual(['satisfied', 'c']);
  });

  it('promotes nobody where nobody has written down how many samples it has', () => {
    const {assessment, decision} = afterFailure({entry: READ, isCounted: true});
    expect([assessment.state, decision.found, decision.isWaiting]).toEqual(['unknown', false, true]);
    expect(assessment.sentence).toBe(
      'latency cannot be judged: it is not known how many samples the value 10 has: the status does not say',
    );
  });

  it('is forgotten where this engine had no room for its time', () => {
    const {assessment, decision} = afterFailure({entry: {value: '10'}});
    expect([assessment.state, decision.isWaiting]).toEqual(['unknown', true]);
    expect(assessment.sentence).toContain('has no value: no answer within 5 s');
  });
});

it('a value that is there but not counted promotes nobody, and is there to be seen', () => {
  const value = {kind: 'value', value: parseQuantity('10')!, observedAt: NOW, uncounted: 'the backend answers 500'} as const;
  const observations = new Map([['default/latency', new Map([['b', value], ['c', value]])]]);
  const {assessment, decision} = decide(stored({entry: {}}), observations);
  expect(assessment).toMatchObject({state: 'unknown', value: value.value, samples: undefined});
  expect([decision.found, decision.isWaiting]).toEqual([false, true]);
  expect(decision.reason).toContain('how many samples the value 10 has: the backend answers 500');
}); // prettier-ignore
