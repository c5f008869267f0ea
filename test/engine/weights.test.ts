import {describe, expect, it} from '@jest/globals';
import type {RunOptions} from '../../src/engine/run.js';
import type {Experiment} from '../../src/experiment/model.js';
import {experiment, HEALTHY, SLOW} from './support/experiment.js';
import {play} from './support/play.js';
import {tutorialSample, TUTORIAL_VALUES} from './support/tutorial.js';
import {wishToAbort} from './support/wish.js';
import type {World} from './support/world.js';

describe('the traffic split', () => {
  it('of a healthy Canary, the sample of the tutorial, goes up in steps of 10 and ends with all on the candidate', async () => {
    const {world} = await play(
      await tutorialSample(),
      {values: TUTORIAL_VALUES, ports: () => ({runAction: async () => ({kind: 'succeeded'})})},
      {checkItem: () => undefined},
    );
    expect(world.splits.map(([, candidate]) => candidate)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100]);
    expect(world.queriedAt).toHaveLength(12);
  });

  it('stays with the baseline while the candidate violates an objective', async () => {
    const {world, experiment: ended} = await play(experiment(), {values: SLOW});
    expect(world.splits.every(([baseline]) => baseline === 100)).toBe(true);
    expect(ended.status).toMatchObject({recommendedVersion: 'b', weights: [{version: 'b', percent: 100}, {}]});
  });

  it('goes back to the baseline in a rollback, which counts no iteration and recommends the baseline', async () => {
    const objectives = [{metric: 'latency', upperLimit: 50, rollback_on_failure: true}];
    const values = ({status}: {status: {completedIterations: number}}) =>
      status.completedIterations < 2 ? HEALTHY() : SLOW();
    const {world, experiment: ended} = await play(experiment({objectives, duration: {iterationsPerLoop: 9}}), {
      values,
    });
    expect(world.splits).toEqual([
      [90, 10],
      [80, 20],
      [100, 0],
    ]);
    expect(ended.status).toMatchObject({completedIterations: 2, recommendedVersion: 'b', stage: 'Completed'});
  });

  it('is not rolled back because the baseline fails (weakness 14)', async () => {
    const objectives = [{metric: 'latency', upperLimit: 50, rollback_on_failure: true}];
    const values = () => ({'default/latency': {b: '99', c: '12'}});
    const {experiment: ended} = await play(experiment({objectives}), {values});
    expect(ended.status).toMatchObject({completedIterations: 2, recommendedVersion: 'c'});
  });

  it('of BlueGreen shows each of many candidates some traffic, then gives all to the best', async () => {
    const candidates = 'c d e f g h i j k l m n'.split(' ');
    const names = ['b', ...candidates];
    const seen = new Set(['b']);
    const valueOf = (name: string) => (seen.has(name) ? (name === 'n' ? '9' : '1') : null);
    const values = ({status}: Experiment) => {
      for (const {version, percent} of status.weights) if (percent > 0) seen.add(version);
      const byVersion = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
      return {'default/latency': byVersion, 'default/reward': byVersion};
    };
    const criteria = {rewards: [{metric: 'reward', preferredDirection: 'High'}]};
    const sketch = {pattern: 'A/B/N', deployment: 'BlueGreen', candidates, criteria};
    const {world} = await play(experiment({...sketch, duration: {iterationsPerLoop: 5}}), {values});
    expect(world.splits.map((split) => split[0])).toEqual([91, 88, 0, 0]);
    expect(world.splits.at(-1)!.at(-1)).toBe(100);
  });

  it.each([
    ['Conformance', {pattern: 'Conformance', candidates: []}],
    ['FixedSplit', {deployment: 'FixedSplit'}],
  ])('is never touched by %s', async (_what, sketch) => {
    const {world, experiment: ended} = await play(experiment(sketch), {values: HEALTHY});
    expect(world.splits).toEqual([]);
    expect(ended.status.stage).toBe('Completed');
    expect(ended.status.failure).toBeUndefined();
  });

  it('is read before each decision, so that a change by hand counts (weakness 10)', async () => {
    const worlds: World[] = [];
    const resource = experiment({duration: {iterationsPerLoop: 3}});
    const ports = (world: World) => {
      worlds.push(world);
      return {};
    };
    const onWrite: RunOptions['onWrite'] = ({status}) => {
      if (status.message === 'IterationUpdate: Completed Iteration 2') worlds[0]!.weights = split(50);
    };
    const {world} = await play(resource, {values: HEALTHY, ports}, {onWrite});
    expect(world.splits.map(([, candidate]) => candidate)).toEqual([10, 20, 60, 100]);
  });
});

const split = (candidate: number) => [
  {version: 'b', percent: 100 - candidate},
  {version: 'c', percent: candidate},
];

describe('weights that cannot be set', () => {
  const REFUSED = 'the proxy refuses';

  it('stop the counting, and the experiment goes on once they can (weakness 9)', async () => {
    let refusals = 0;
    const {lines, experiment: ended} = await play(experiment(), {
      values: HEALTHY,
      ports: (world) => ({
        setWeights: async (wanted) => {
          refusals += 1;
          if (refusals <= 2) throw new Error(REFUSED);
          world.weights = wanted;
        },
      }),
    });
    expect(lines.slice(5)).toEqual([
      `Running | 0 | WeightRedistributionFailed: Failure redistributing weights: ${REFUSED}`,
      'Running | 1 | IterationUpdate: Completed Iteration 1',
      'Running | 2 | IterationUpdate: Completed Loop 1',
      'Completed | 2 | ExperimentCompleted: Experiment completed successfully',
    ]);
    expect(ended.status.failure).toBeUndefined();
  });

  it('fail the experiment after five times in a row, with the cause in the message', async () => {
    const setWeights = () => Promise.reject(new Error(REFUSED));
    const {experiment: ended, events} = await play(experiment(), {values: HEALTHY, ports: () => ({setWeights})});
    const cause = `Failure redistributing weights: ${REFUSED}`;
    expect(ended.status).toMatchObject({
      stage: 'Completed',
      completedIterations: 0,
      failure: `WeightRedistributionFailed: ${cause}`,
      message: `ExperimentCompleted: Experiment failed: ${cause}`,
    });
    expect(events.filter(({reason}) => reason === 'WeightRedistributionFailed')).toHaveLength(5);
  });

  it('are noticed when they were accepted and are not there', async () => {
    const setWeights = () => Promise.resolve();
    const {lines} = await play(experiment(), {values: HEALTHY, ports: () => ({setWeights})});
    expect(lines).toContain(
      'Running | 0 | WeightRedistributionFailed: Failure redistributing weights: set b 90, c 10, but read back b 100, c 0',
    );
  });

  it('are tried again at once when the clock was set back meanwhile', async () => {
    let isRefused = true;
    const {world, experiment: ended} = await play(experiment(), {
      values: HEALTHY,
      ports: (of) => ({
        setWeights: async (wanted) => {
          if (!isRefused) of.weights = wanted;
          else throw new Error(REFUSED);
        },
        writeStatus: async (write) => {
          const resource = await of.store.writeStatus(write);
          if (isRefused && write.events.some(({reason}) => reason === 'WeightRedistributionFailed')) {
            isRefused = false;
            of.time = new Date(of.time.getTime() - 3_600_000);
          }
          return resource;
        },
      }),
    });
    expect(ended.status.recommendedVersion).toBe('c');
    expect(world.waits.every((seconds) => seconds <= 20)).toBe(true);
  });

  it('and cannot be read either stop the counting in the same way', async () => {
    let readings = 0;
    const {lines, experiment: ended} = await play(experiment(), {
      values: HEALTHY,
      ports: (of) => ({
        observeWeights: async ({spec}) => {
          readings += 1;
          if (readings === 2) throw new Error('no answer');
          return {kind: 'observed', weights: of.split(spec.versions)};
        },
      }),
    });
    expect(lines[5]).toBe('Running | 0 | WeightRedistributionFailed: Failure redistributing weights: no answer');
    expect(ended.status.completedIterations).toBe(2);
  });

  it.each([
    ['set', 'stays at b 90, c 10'],
    ['read', 'was last seen at b 90, c 10'],
  ] as const)(
    'leave traffic where it is when they cannot be %s any more, which the last message says',
    async (what, left) => {
      const isCut = (of: World) => of.splits.length > 0;
      const {experiment: ended, events} = await play(experiment(), {
        values: HEALTHY,
        ports: (of) => ({
          setWeights: async (wanted) => {
            if (isCut(of)) throw new Error(REFUSED);
            of.splits.push(wanted.map(({percent}) => percent));
            of.weights = wanted;
          },
          ...(what === 'read' && {
            observeWeights: async ({status, spec}) => {
              if (status.completedIterations > 0) throw new Error(REFUSED);
              return {kind: 'observed', weights: of.split(spec.versions)};
            },
          }),
        }),
      });
      const cause = `Failure redistributing weights: ${REFUSED}`;
      expect(ended.status.failure).toBe(`WeightRedistributionFailed: ${cause}`);
      expect(events.at(-1)?.message).toBe(`Experiment failed: ${cause}; traffic ${left}`);
    },
  );

  it('are given up too when the final split cannot be set', async () => {
    const {experiment: ended} = await play(experiment(), {
      values: HEALTHY,
      ports: (world) => ({
        setWeights: async (wanted) => {
          if (wanted.some(({version, percent}) => version === 'c' && percent === 100)) throw new Error(REFUSED);
          world.weights = wanted;
        },
      }),
    });
    expect(ended.status).toMatchObject({completedIterations: 2, stage: 'Completed'});
    expect(ended.status.failure).toContain(REFUSED);
  });
});

describe('an experiment none of whose versions says where its weight is', () => {
  it.each(['Progressive', 'BlueGreen'])(
    'runs as FixedSplit though it is %s: it warns, judges, and leaves traffic as it is',
    async (deployment) => {
      const {
        world,
        experiment: ended,
        events,
      } = await play(experiment({deployment}), {
        values: HEALTHY,
        ports: () => ({observeWeights: async () => ({kind: 'observed', weights: []})}),
      });
      expect(world.splits).toEqual([]);
      expect(ended.status).toMatchObject({completedIterations: 2, recommendedVersion: 'c', weights: []});
      expect(events.filter(({type}) => type === 'Warning')).toEqual([
        {
          type: 'Warning',
          reason: 'TrafficNotControlled',
          message: 'No version has a weightObjRef: the experiment runs as FixedSplit and leaves traffic as it is',
        },
      ]);
    },
  );

  it('is aborted without touching traffic either', async () => {
    const {world, experiment: ended} = await play(experiment({duration: {iterationsPerLoop: 9}}), {
      values: HEALTHY,
      ports: (of) => ({
        observeWeights: async ({status}) => {
          if (status.completedIterations === 1) wishToAbort(of);
          return {kind: 'observed', weights: []};
        },
      }),
    });
    expect(world.splits).toEqual([]);
    expect(ended.status).toMatchObject({stage: 'Completed', recommendedVersion: 'b'});
  });
});
