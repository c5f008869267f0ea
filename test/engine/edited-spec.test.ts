import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import type {Experiment, Weight} from '../../src/experiment/model.js';
import {experiment, HEALTHY, type Sketch} from './support/experiment.js';
import {play} from './support/play.js';
import type {World, WorldOptions} from './support/world.js';

const FIRST = 'IterationUpdate: Completed Iteration 1';

/** Somebody edits fields of the spec when that line is written. */
async function editedAt(line: string, edit: JsonObject, sketch: Sketch = {}, options: WorldOptions = {}) {
  const worlds: World[] = [];
  const ports = (world: World) => {
    worlds.push(world);
    return options.ports?.(world) ?? {};
  };
  const onWrite = ({status}: Experiment) => {
    if (status.message !== line) return;
    worlds[0]!.store.change(({spec, metadata, ...rest}) => ({
      ...rest,
      metadata: {...(metadata as JsonObject), generation: 2},
      spec: {...(spec as JsonObject), ...edit},
    }));
  };
  return play(
    experiment({duration: {iterationsPerLoop: 4}, ...sketch}),
    {values: HEALTHY, ...options, ports},
    {onWrite},
  );
}

const versions = (baseline: string, ...candidates: string[]) => ({
  versionInfo: {baseline: {name: baseline}, candidates: candidates.map((name) => ({name}))},
});

const THREE: Sketch = {
  pattern: 'A/B/N',
  candidates: ['c', 'd'],
  criteria: {rewards: [{metric: 'reward', preferredDirection: 'High'}]},
};

describe('an experiment whose versions are changed while it runs', () => {
  const changed = (were: string, are: string) =>
    `Versions were changed during the run: they were ${were}, and are ${are}`;

  it.each<[string, JsonObject, string, Sketch]>([
    ['a candidate is renamed', versions('b', 'x'), changed('b, c', 'b, x'), {}],
    ['the baseline is renamed', versions('x', 'c'), changed('b, c', 'x, c'), {}],
    ['they change places', versions('c', 'b'), changed('b, c', 'c, b'), {}],
    ['one of two candidates is removed', versions('b', 'c'), changed('b, c, d', 'b, c'), THREE],
    ['the only candidate is removed', versions('b'), 'Invalid number of candidates for Canary experiment', {}],
    ['all are removed', {versionInfo: undefined}, 'No versionInfo in experiment', {}],
    [
      'the one of Conformance is renamed',
      versions('x'),
      changed('b', 'x'),
      {pattern: 'Conformance', candidates: []},
    ],
  ])('fails when %s', async (_what, edit, message, sketch) => {
    const {experiment: ended} = await editedAt(FIRST, edit, sketch);
    expect(ended.status).toMatchObject({
      stage: 'Completed',
      completedIterations: 1,
      failure: `InvalidExperiment: ${message}`,
    });
    expect(ended.status.message).toContain(`Experiment failed: ${message}`);
  });

  it('says that traffic stays where it is, if a candidate has any', async () => {
    const {experiment: ended, events, world} = await editedAt(FIRST, versions('x', 'c'));
    const message = `Experiment failed: ${changed('b, c', 'x, c')}; traffic stays at b 90, c 10`;
    expect(ended.status.message).toBe(`ExperimentCompleted: ${message}`);
    expect(events.at(-1)).toEqual({type: 'Warning', reason: 'ExperimentCompleted', message});
    expect(world.splits).toEqual([[90, 10]]);
  });

  it('is not watched where the names would fill the status', async () => {
    const {experiment: ended} = await editedAt(FIRST, versions('b', 'x'), {candidates: ['c'.repeat(2000)]});
    expect(ended.status.failure).toBeUndefined();
  });

  it('goes on when candidates only change their order, or get other variables', async () => {
    const versionInfo = {
      baseline: {name: 'b'},
      candidates: [{name: 'd', variables: [{name: 'x', value: '1'}]}, {name: 'c'}],
    };
    const {experiment: ended} = await editedAt(FIRST, {versionInfo}, THREE);
    expect(ended.status).toMatchObject({failure: undefined, completedIterations: 4});
  });

  it('does not fail when they are named by its start action', async () => {
    const sketch = {spec: {versionInfo: undefined}};
    const launched = 'ExperimentInitialized: Experiment status initialized';
    const {experiment: ended} = await editedAt(launched, versions('b', 'c'), sketch);
    expect(ended.status).toMatchObject({failure: undefined, recommendedVersion: 'c'});
  });
});

describe('an experiment whose spec is changed otherwise while it runs', () => {
  it('ends after the iterations that are asked for now', async () => {
    const {experiment: ended} = await editedAt(FIRST, {duration: {intervalSeconds: 20, iterationsPerLoop: 2}});
    expect(ended.status).toMatchObject({failure: undefined, completedIterations: 2, recommendedVersion: 'c'});
  });

  it.each(['v2alpha2', 'v2alpha1'])(
    'counts no iteration that never was when more are asked for at the end: %s',
    async (dialect) => {
      let isRefused = false;
      const ports = (world: World) => ({
        setWeights: async (wanted: readonly Weight[]) => {
          world.weights = wanted;
          if (isRefused || wanted[1]!.percent < 100) return;
          isRefused = true;
          throw new Error('the proxy refuses');
        },
      });
      const line = 'WeightRedistributionFailed: Failure redistributing weights: the proxy refuses';
      const sketch = dialect === 'v2alpha1' ? {spec: {metrics: [{name: 'latency', metricObj: {}}]}} : {};
      const duration = {intervalSeconds: 20, iterationsPerLoop: 9};
      const {experiment: ended} = await editedAt(line, {duration}, sketch, {ports});
      expect(ended.dialect).toBe(dialect);
      expect(ended.status).toMatchObject({stage: 'Completed', completedIterations: 4, recommendedVersion: 'c'});
    },
  );

  it('judges by the new limits', async () => {
    const {experiment: ended} = await editedAt(FIRST, {
      criteria: {objectives: [{metric: 'latency', upperLimit: 11}]},
    });
    expect(ended.status.analysis.winner).toEqual({found: true, version: 'b'});
  });

  it('does not judge by a metric that was not copied, and says so', async () => {
    const objectives = [{metric: 'latency', upperLimit: 50}, {metric: 'errors', upperLimit: 1}]; // prettier-ignore
    const {experiment: ended} = await editedAt(FIRST, {criteria: {objectives}});
    expect(ended.status).toMatchObject({failure: undefined, recommendedVersion: 'b'});
    const {analysis} = ended.source.status as {analysis: {winnerAssessment: {message: string}}};
    expect(analysis.winnerAssessment.message).toContain('c: errors has no value: it was not read');
  });
});
