import {describe, expect, it} from '@jest/globals';
import {runExperiment} from '../../src/engine/run.js';
import {Field} from '../../src/experiment/field.js';
import type {JsonObject} from '../../src/experiment/json.js';
import type {Experiment} from '../../src/experiment/model.js';
import {storedLooks} from '../../src/experiment/stored-looks.js';
import {experiment, type Sketch} from './support/experiment.js';
import {play} from './support/play.js';
import {type Values, World} from './support/world.js';

const ERRORS = {metric: 'error-rate', upperLimit: '0.01'};

/** Ten iterations that are to show with a confidence of 0.95 that at most one request in a hundred fails. */
function asked(sketch: Sketch = {}): JsonObject {
  return experiment({
    objectives: [ERRORS],
    criteria: {requestCount: 'requests', strength: {confidence: 0.95}},
    duration: {iterationsPerLoop: 5, maxLoops: 2},
    ...sketch,
  });
}

/** Five hundred requests an iteration, of which this share fails. */
const failing = (share: string) => ({
  values: ({status}: Experiment): Values => {
    const requests = String(500 * (status.completedIterations + 1));
    return {'default/error-rate': {b: '0.001', c: share}, 'default/requests': {b: requests, c: requests}};
  },
});

const looksOf = (ended: Experiment) =>
  storedLooks(ended).map(({version, looks}) => `${version}: ${looks.map(({iteration}) => iteration).join(' ')}`);

describe.each([
  ['traffic that moves', 'Progressive'],
  ['traffic that stays', 'FixedSplit'],
])('with %s', (_what, deployment) => {
  it('a run ends as soon as its verdict is settled', async () => {
    const {experiment: ended} = await play(asked({deployment}), failing('0.05'));
    const {status} = ended;
    expect(status).toMatchObject({stage: 'Completed', recommendedVersion: 'b', failure: undefined});
    expect(status.completedIterations).toBeLessThan(5);
    const iterations = Array.from({length: status.completedIterations}, (_, index) => index + 1).join(' ');
    expect(looksOf(ended)).toEqual([`b: ${iterations}`, `c: ${iterations}`]);
  });

  it('a version that is shown to be good wins before the last iteration', async () => {
    const {experiment: ended} = await play(asked({deployment}), failing('0'));
    expect(ended.status).toMatchObject({recommendedVersion: 'c', analysis: {winner: {found: true, version: 'c'}}});
    expect(ended.status.completedIterations).toBeLessThan(10);
  });

  it('a run goes on to its end while it is not settled, and holds the baseline', async () => {
    const {experiment: ended} = await play(asked({deployment}), failing('0.01'));
    expect(ended.status).toMatchObject({
      completedIterations: 10,
      recommendedVersion: 'b',
      analysis: {winner: {found: false}},
    });
    expect(looksOf(ended)).toEqual(['b: 1 2 3 4 5 6 7 8 9 10', 'c: 1 2 3 4 5 6 7 8 9 10']);
  });

  it('a run goes on to its end where endEarly is false', async () => {
    const duration = {iterationsPerLoop: 5, maxLoops: 2, endEarly: false};
    const {experiment: ended} = await play(asked({deployment, duration}), failing('0.05'));
    expect(ended.status).toMatchObject({completedIterations: 10, recommendedVersion: 'b'});
  });
});

describe('an engine that is stopped between the decision and the count', () => {
  const progressOf = ({source}: Experiment) =>
    new Field(source).get('status', 'progress').value as JsonObject | undefined;

  it('leaves written down that the verdict is settled, so that the next one ends the run there', async () => {
    const expected = (await play(asked(), failing('0'))).experiment;
    const controller = new AbortController();
    const stopped: (JsonObject | undefined)[] = [];
    const world = new World(asked(), failing('0'));
    const onWrite = (written: Experiment) => {
      const progress = progressOf(written);
      if (progress?.isSettled !== true || progress.decided === undefined) return;
      stopped.push(progress);
      controller.abort();
    };
    const first = await runExperiment(world.ports, {signal: controller.signal, onWrite});
    expect([first.kind, stopped.length]).toEqual(['stopped', 1]);
    const {experiment: ended} = await runExperiment(world.ports);
    expect(ended!.status).toMatchObject({
      stage: 'Completed',
      completedIterations: expected.status.completedIterations,
      recommendedVersion: 'c',
    });
    expect(looksOf(ended!)).toEqual(looksOf(expected));
  });
});

describe('the looks of a run', () => {
  it('go on where another engine took the first ones', async () => {
    const controller = new AbortController();
    const world = new World(asked(), failing('0.01'));
    const onWrite = ({status}: Experiment) => {
      if (status.completedIterations === 4) controller.abort();
    };
    await runExperiment(world.ports, {signal: controller.signal, onWrite});
    const {experiment: ended} = await runExperiment(world.ports);
    expect(looksOf(ended!)).toEqual(['b: 1 2 3 4 5 6 7 8 9 10', 'c: 1 2 3 4 5 6 7 8 9 10']);
  });

  it('are not taken where the last value decides', async () => {
    const criteria = {requestCount: 'requests', strength: {minimumSamples: 5}};
    const {experiment: ended} = await play(asked({criteria}), failing('0.05'));
    expect(looksOf(ended)).toEqual([]);
    expect(ended.status.completedIterations).toBe(10);
  });
});
