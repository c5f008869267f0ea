import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import type {Experiment} from '../../src/experiment/model.js';
import type {Ports} from '../../src/engine/ports.js';
import {runExperiment} from '../../src/engine/run.js';
import {experiment, HEALTHY, SLOW} from './support/experiment.js';
import {lineOf} from './support/play.js';
import {wishToAbort} from './support/wish.js';
import {observe, World, type WorldOptions} from './support/world.js';

const SITUATIONS: readonly [string, JsonObject, WorldOptions][] = [
  [
    'a Canary with all actions and two loops',
    experiment({
      actions: {
        start: [{task: 'iter8ctl/nothing'}, {if: 'WinnerFound()', task: 'iter8ctl/nothing'}],
        loop: [{task: 'iter8ctl/nothing'}],
        finish: [{if: 'CandidateWon()', task: 'iter8ctl/nothing'}],
      },
      duration: {maxLoops: 2},
    }),
    {values: HEALTHY},
  ],
  [
    'a rollback',
    experiment({
      objectives: [{metric: 'latency', upperLimit: 50, rollback_on_failure: true}],
      actions: {finish: [{task: 'iter8ctl/nothing'}]},
      duration: {iterationsPerLoop: 4},
    }),
    {values: ({status}) => (status.completedIterations < 2 ? HEALTHY() : SLOW())},
  ],
  [
    'a run that somebody aborts',
    experiment({actions: {finish: [{task: 'iter8ctl/nothing'}]}, duration: {iterationsPerLoop: 4}}),
    {
      ports: (world) => ({
        queryMetrics: async ({status}) => {
          if (status.completedIterations === 2) wishToAbort(world);
          return observe(HEALTHY(), world.time);
        },
      }),
    },
  ],
  ['a v2alpha1 experiment', experiment({spec: {metrics: [{name: 'latency', metricObj: {}}]}}), {values: HEALTHY}],
  [
    'a metric that is missing',
    experiment(),
    {metrics: () => ({kind: 'missing', name: 'default/latency', reason: ''})},
  ],
];

interface Outcome {
  readonly lines: readonly string[];
  readonly iterations: readonly number[];
  readonly end: Experiment;
  /** In the order in which they were set; one that was set again is named once. */
  readonly splits: readonly (readonly number[])[];
  readonly stops: number;
}

/** Stops each run at its n-th call of a port, before or after it took effect, and starts another until the end. */
async function playWithStops(
  resource: JsonObject,
  options: WorldOptions,
  stopAt: (call: number) => 'before' | 'after' | undefined,
): Promise<Outcome> {
  const world = new World(resource, options);
  const lines: string[] = [];
  const iterations: number[] = [];
  let [calls, stops] = [0, 0];
  for (;;) {
    const controller = new AbortController();
    const ports = interrupted(world.ports, controller, () => stopAt(++calls));
    const result = await runExperiment(ports, {signal: controller.signal});
    lines.push(...noteWrites(world));
    iterations.push(result.experiment?.status.completedIterations ?? 0);
    if (result.kind === 'ended')
      return {lines, iterations, end: result.experiment!, splits: splitsOf(world), stops};
    stops += 1;
  }
}

function splitsOf({splits}: World): World['splits'] {
  return splits.filter((split, index) => String(split) !== String(splits[index - 1]));
}

function noteWrites(world: World): string[] {
  return world.store.events.map(({reason, message}) => `${reason} ${message}`);
}

function interrupted(
  ports: Ports,
  controller: AbortController,
  when: () => 'before' | 'after' | undefined,
): Ports {
  const wrap = <Args extends unknown[], Result>(port: (...args: Args) => Promise<Result>) => {
    return async (...args: Args): Promise<Result> => {
      const stop = when();
      if (stop === 'before') {
        controller.abort();
        return new Promise(() => undefined); // a port that does not obey its signal
      }
      const result = await port(...args);
      if (stop === 'after') controller.abort();
      return result;
    };
  };
  return {
    readExperiment: wrap(ports.readExperiment),
    writeStatus: wrap(ports.writeStatus),
    acquireTarget: wrap(ports.acquireTarget),
    releaseTarget: wrap(ports.releaseTarget),
    readMetricResources: wrap(ports.readMetricResources),
    queryMetrics: wrap(ports.queryMetrics),
    observeWeights: wrap(ports.observeWeights),
    setWeights: wrap(ports.setWeights),
    runAction: wrap(ports.runAction),
    sleep: wrap(ports.sleep),
    now: ports.now,
  };
}

const never = () => undefined;

/** What a user is told by events, each once. */
const told = ({lines}: Outcome) => [...new Set(lines)];

describe.each(SITUATIONS)('%s, stopped and taken up again', (_what, resource, options) => {
  it.each(['before', 'after'] as const)('%s any one effect, ends the same', async (when) => {
    const expected = await playWithStops(resource, options, never);
    let isPassed = false;
    for (let at = 1; !isPassed; at += 1) {
      const outcome = await playWithStops(resource, options, (call) => (call === at ? when : undefined));
      isPassed = outcome.stops === 0;
      expect(told(outcome)).toEqual(told(expected));
      expect(lineOf(outcome.end)).toBe(lineOf(expected.end));
      expect(outcome.splits).toEqual(expected.splits);
      expect(outcome.end.status.recommendedVersion).toBe(expected.end.status.recommendedVersion);
      expect(outcome.end.status.analysis.winner).toEqual(expected.end.status.analysis.winner);
    }
  });

  it('after every single write, ends the same', async () => {
    const expected = await playWithStops(resource, options, never);
    const outcome = await playWithStops(resource, options, (call) => (call % 7 === 0 ? 'after' : undefined));
    expect(outcome.stops).toBeGreaterThan(0);
    expect(told(outcome)).toEqual(told(expected));
    expect([...outcome.iterations].sort((a, b) => a - b)).toEqual(outcome.iterations);
    expect(outcome.splits).toEqual(expected.splits);
  });
});

it('an item of an action whose end is recorded is not run again, one that was cut off is', async () => {
  const ran: number[] = [];
  let isCut = true;
  const resource = experiment({actions: {start: [{run: 'a'}, {run: 'b'}, {run: 'c'}]}});
  const controller = new AbortController();
  const world = new World(resource, {
    values: HEALTHY,
    ports: () => ({
      runAction: async ({items}, _experiment, report) => {
        for (const {index} of items) {
          ran.push(index);
          if (index === 1 && isCut) {
            isCut = false;
            controller.abort();
          }
          await report({index, task: 'run', result: 'succeeded', output: ''});
        }
        return {kind: 'succeeded'};
      },
    }),
  });
  expect((await runExperiment(world.ports, {signal: controller.signal})).kind).toBe('stopped');
  expect((await runExperiment(world.ports)).kind).toBe('ended');
  expect(ran).toEqual([0, 1, 1, 2]);
});

it('an item that failed is not run again when its action was cut off before its end was recorded', async () => {
  let runs = 0;
  const controller = new AbortController();
  const resource = experiment({actions: {start: [{run: 'a'}, {run: 'b'}]}});
  const world = new World(resource, {
    ports: () => ({
      runAction: async (_action, _experiment, report) => {
        runs += 1;
        await report({index: 0, task: 'run', result: 'failed', output: '', reason: 'ended with exit code 1'});
        controller.abort();
        return {kind: 'failed', reason: 'never told'};
      },
    }),
  });
  expect((await runExperiment(world.ports, {signal: controller.signal})).kind).toBe('stopped');
  const {experiment: ended} = await runExperiment(world.ports);
  expect(runs).toBe(1);
  expect(ended?.status.failure).toBe('HandlerFailed: Start actions failed');
});

it('a run that is stopped before it begins touches nothing', async () => {
  const world = new World(experiment(), {values: HEALTHY});
  expect(await runExperiment(world.ports, {signal: AbortSignal.abort()})).toEqual({
    kind: 'stopped',
    experiment: undefined,
  });
  expect(world.store.resource).toEqual(experiment());
});
