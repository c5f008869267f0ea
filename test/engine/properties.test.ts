import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {currentWinner} from '../../src/analysis/current-winner.js';
import {type Experiment, STAGES} from '../../src/experiment/model.js';
import {readExperimentResource} from '../../src/engine/experiment-resource.js';
import {runExperiment} from '../../src/engine/run.js';
import type {StepInput} from '../../src/engine/step/input.js';
import {progressOf} from '../../src/engine/step/progress.js';
import {step} from '../../src/engine/step/step.js';
import {holds, parseActionCondition} from '../../src/tasks/condition.js';
import {anySighting, anyUseless, see, type Sighting} from './support/any-world.js';
import {experiment, type Sketch} from './support/experiment.js';
import {wishToAbort} from './support/wish.js';
import {START, World, type WorldOptions} from './support/world.js';

const VERSIONS = ['b', 'c', 'd'];

interface Run {
  readonly sketch: Sketch;
  /** One for each iteration: metric → a sighting for each version; nothing: the whole query fails. */
  readonly iterations: readonly (readonly (readonly Sighting[])[] | undefined)[];
  /** Whether setting the weights works, one for each time. */
  readonly obedience: readonly boolean[];
  /** Number of the write after which somebody wishes to abort, from that of stage Running on; undefined: nobody does. */
  readonly abortAfter: number | undefined;
}

const NO_WINNER = {winnerFound: false, bestVersions: []};
const METRICS = ['default/latency', 'default/reward'];

const anyRun = (sighting: fc.Arbitrary<Sighting>): fc.Arbitrary<Run> =>
  fc.record({
    sketch: fc.record({
      pattern: fc.constantFrom('Canary', 'A/B', 'A/B/N'),
      deployment: fc.constantFrom('Progressive', 'BlueGreen', 'FixedSplit'),
      weights: fc.record({
        maxCandidateWeight: fc.integer({min: 0, max: 100}),
        maxCandidateWeightIncrement: fc.integer({min: 0, max: 100}),
      }),
      duration: fc.record({iterationsPerLoop: fc.integer({min: 1, max: 4}), maxLoops: fc.integer({min: 1, max: 2})}),
      rollback: fc.boolean(),
    }).map(({pattern, rollback, ...rest}): Sketch => ({
      ...rest,
      pattern,
      candidates: pattern === 'A/B/N' ? ['c', 'd'] : ['c'],
      objectives: [{metric: 'latency', upperLimit: 50, rollback_on_failure: rollback}],
      criteria: pattern === 'Canary' ? {} : {rewards: [{metric: 'reward', preferredDirection: 'High'}]},
    })),
    iterations: fc.array(
      fc.option(fc.array(fc.array(sighting, {minLength: 3, maxLength: 3}), {minLength: 2, maxLength: 2}), {
        nil: undefined,
        freq: 8,
      }),
      {minLength: 1, maxLength: 9},
    ),
    obedience: fc.array(fc.boolean(), {maxLength: 6}),
    abortAfter: fc.option(fc.integer({min: 6, max: 20}), {nil: undefined, freq: 2}),
  }); // prettier-ignore

interface Course {
  readonly world: World;
  readonly written: readonly Experiment[];
  readonly end: Experiment;
}

/** Plays a run; asks every question twice. */
async function course({sketch, iterations, obedience, abortAfter}: Run): Promise<Course> {
  const written: Experiment[] = [];
  const world = new World(experiment(sketch), worldOf(iterations, obedience));
  const onWrite = (one: Experiment): void => {
    if (written.push(one) === abortAfter) wishToAbort(world);
  };
  const {experiment: end} = await runExperiment(world.ports, {onWrite});
  return {world, written, end: end!};
}

function worldOf(iterations: Run['iterations'], obedience: Run['obedience']): WorldOptions {
  let [queries, sets] = [0, 0];
  return {
    ports: (world) => ({
      queryMetrics: async () => {
        const sightings = iterations[queries++ % iterations.length];
        if (!sightings) throw new Error('the backend is away');
        return new Map(
          METRICS.map((metric, index) => [
            metric,
            new Map(VERSIONS.map((version, place) => [version, see(sightings[index]![place]!, world.time)])),
          ]),
        );
      },
      setWeights: async (weights) => {
        if (obedience[sets++] === false) throw new Error('the router refuses');
        world.weights = weights;
        world.splits.push(weights.map(({percent}) => percent));
      },
    }),
  };
}

function holdsForAll(sighting: fc.Arbitrary<Sighting>, check: (course: Course, run: Run) => void): Promise<void> {
  return fc.assert(
    fc.asyncProperty(anyRun(sighting), async (run) => check(await course(run), run)),
    {numRuns: 60},
  );
}

describe('whatever is observed', () => {
  it('nothing that is missing, stale, without samples or failing ever promotes a candidate', async () => {
    await holdsForAll(anyUseless, ({written, end, world}) => {
      for (const {status} of written) {
        expect([undefined, 'b']).toContain(status.recommendedVersion);
        expect(status.analysis.winner?.found ?? false).toBe(false);
      }
      expect(end.status.recommendedVersion).toBe('b');
      if (end.status.failure !== undefined) return; // a router that refuses to the last keeps what BlueGreen showed
      expect(world.weights[0]?.percent ?? 100).toBe(100);
    });
  });

  it('weights are 100 in total, and within the caps until the end is decided', async () => {
    await holdsForAll(anySighting, ({written, world}, {sketch}) => {
      for (const split of world.splits) expect(split.reduce((sum, percent) => sum + percent, 0)).toBe(100);
      const most = sketch.weights!.maxCandidateWeight as number;
      for (const {status, source} of written) {
        const {progress} = source.status as {progress?: {ending?: unknown}};
        if (status.stage !== 'Running' || progress?.ending !== undefined) continue;
        for (const {percent} of status.weights.slice(1)) expect(percent).toBeLessThanOrEqual(most);
      }
    });
  });

  it('stages only move forward, iterations go up one by one, and the run ends', async () => {
    await holdsForAll(anySighting, ({written, end}, {sketch}) => {
      const stages = written.map(({status}) => STAGES.indexOf(status.stage!));
      expect([...stages].sort((a, b) => a - b)).toEqual(stages);
      const counts = written.map(({status}) => status.completedIterations);
      counts.forEach((count, index) => expect([0, 1]).toContain(count - (counts[index - 1] ?? 0)));
      expect(end.status.stage).toBe('Completed');
      const {iterationsPerLoop, maxLoops} = sketch.duration as Record<string, number>;
      expect(end.status.completedIterations).toBeLessThanOrEqual(iterationsPerLoop! * maxLoops!);
    });
  });

  it('all traffic is in one place at the end, unless the experiment failed or may not move it', async () => {
    await holdsForAll(anySighting, ({end}, {sketch}) => {
      if (end.status.failure !== undefined || sketch.deployment === 'FixedSplit') return;
      const recommended = end.status.weights.find(({version}) => version === end.status.recommendedVersion);
      expect(recommended?.percent).toBe(100);
    });
  });

  it('after a rollback or an abort there is no winner, neither for readers nor for the finish action', async () => {
    await holdsForAll(anySighting, ({written}) => {
      for (const one of written.filter((one) => (progressOf(one).ending?.kind ?? 'finished') !== 'finished')) {
        expect(one.status.analysis.winner?.found ?? false).toBe(false);
        expect(currentWinner(one)).toBeUndefined();
        const {analysis} = one.source.status as {analysis?: {winnerAssessment: {data: object}}};
        expect(analysis?.winnerAssessment.data ?? NO_WINNER).toEqual(NO_WINNER);
        for (const question of ['CandidateWon()', 'WinnerFound()'])
          expect(holds(parseActionCondition(question), one)).toBe(false);
      }
    });
  });

  it('the same question has the same answer, and is left as it was', async () => {
    await holdsForAll(anySighting, ({written}) => {
      for (const {source} of written) {
        const input = (): StepInput => ({
          experiment: readExperimentResource(structuredClone(source)),
          observations: {weights: {kind: 'observed', weights: []}, metrics: {kind: 'failed', reason: 'none'}},
          now: START,
          checkItem: () => undefined,
        });
        const [one, other] = [input(), input()];
        expect(step(one)).toEqual(step(other));
        expect(step(one)).toEqual(step(one));
        expect(one.experiment).toEqual(other.experiment);
      }
    });
  });
});
