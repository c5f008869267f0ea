import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import type {Experiment} from '../../src/experiment/model.js';
import {outcomeOf} from '../../src/analysis/verdict.js';
import type {TargetAnswer} from '../../src/engine/step/input.js';
import {experiment, HEALTHY} from './support/experiment.js';
import {play} from './support/play.js';
import {plainMetrics, START, type World} from './support/world.js';
import {TASK_REGISTRY} from '../../src/tasks/registry.js';

const statusOf = ({source}: Experiment) => source.status as JsonObject;

describe('the target queue', () => {
  it('waits with a message that names who holds the target, then goes on', async () => {
    const answers: TargetAnswer[] = [
      {kind: 'held', by: 'shop/other'},
      {kind: 'held', by: 'shop/other'},
      {kind: 'earlier', by: 'shop/next'},
      {kind: 'failed', reason: 'the list cannot be read'},
    ];
    const target = () => answers.shift() ?? {kind: 'acquired' as const};
    const {lines, world} = await play(experiment(), {values: HEALTHY, target});
    expect(lines.slice(2, 6)).toEqual([
      'Waiting | 0 | WaitingForTarget: Waiting: target default/app is held by experiment shop/other',
      'Waiting | 0 | WaitingForTarget: Waiting: target default/app goes first to experiment shop/next',
      'Waiting | 0 | WaitingForTarget: Waiting: target default/app cannot be had: the list cannot be read',
      'Waiting | 0 | TargetAcquired',
    ]);
    expect(world.waits.slice(0, 4)).toEqual([5, 5, 5, 5]);
  });

  it('is left at the end, also by a failure', async () => {
    const released: string[] = [];
    const ports = () => ({releaseTarget: async ({spec}: Experiment) => void released.push(spec.target)});
    await play(experiment({candidates: []}), {ports});
    expect(released).toEqual(['default/app']);
  });
});

describe('a run that cannot be', () => {
  const invalid = 'InvalidExperiment';
  const FINISH = (item: JsonObject) => ({actions: {finish: [item]}});

  it.each<[string, JsonObject, string, string]>([
    ['has no versions', experiment({spec: {versionInfo: undefined}}), invalid, 'No versionInfo in experiment'],
    ['has no candidate', experiment({candidates: []}), invalid, 'Invalid number of candidates for Canary experiment'],
    ['names two versions alike', experiment({candidates: ['b']}), invalid, 'Version names are not unique'],
    ['has no reward', experiment({pattern: 'A/B'}), invalid, 'Invalid number of rewards for A/B experiment'],
    [
      'has a path without a dot',
      experiment({spec: {versionInfo: {baseline: {name: 'b'}, candidates: [{name: 'c', weightObjRef: {fieldPath: 'x'}}]}}}),
      invalid,
      "Fieldpaths must start with '.'",
    ],
    [
      'names a task that there is not',
      experiment(FINISH({task: 'common/redyness'})),
      invalid,
      `Item 1 of action finish names the task "common/redyness", which this engine does not have; it has ${Object.keys(TASK_REGISTRY).join(', ')}`,
    ],
    [
      'has a placeholder that no version has a variable for',
      experiment(FINISH({run: 'echo @< .promot >@'})),
      invalid,
      'Item 1 of action finish has a wrong placeholder: @< .promot >@ names no variable of any version; known are name, this, Name, Namespace, Spec, Status, secret, Secret',
    ],
    [
      'has an item with task and run (weakness 15)',
      experiment(FINISH({task: 'iter8ctl/nothing', run: 'true'})),
      invalid,
      'Item 1 of action finish has not exactly one of task and run',
    ],
  ])('because it %s fails, with the cause in its message', async (_what, resource, reason, message) => {
    const {experiment: ended} = await play(resource, {values: HEALTHY});
    expect(ended.status).toMatchObject({
      stage: 'Completed',
      failure: `${reason}: ${message}`,
      message: `ExperimentCompleted: Experiment failed: ${message}`,
    });
  }); // prettier-ignore

  it.each([
    [
      'missing',
      'MetricUnavailable: Unable to find metric default/latency: no connection',
      'Unable to find metric default/latency: no connection',
    ],
    [
      'unreadable',
      'MetricsUnreadable: Unable to load metric default/latency: no connection',
      'Unable to load metric default/latency: no connection',
    ],
  ] as const)('because a metric is %s fails', async (kind, failure, cause) => {
    const metrics = () => ({kind, name: 'default/latency', reason: 'no connection'});
    const {experiment: ended} = await play(experiment(), {metrics});
    expect(ended.status).toMatchObject({failure, message: `ExperimentCompleted: Experiment failed: ${cause}`});
    expect(outcomeOf(ended)).toBe('failed');
  });

  it('because its weights have no place fails before it runs', async () => {
    const observeWeights = async () => ({kind: 'invalid' as const, reason: 'x is not found'});
    const {experiment: ended, lines} = await play(experiment(), {ports: () => ({observeWeights})});
    expect(ended.status.failure).toBe(
      'InvalidExperiment: Specification of version weightObjectRef invalid: x is not found',
    );
    expect(lines.some((line) => line.startsWith('Running'))).toBe(false);
  });

  it('because it is of an old generation is refused with what to do', async () => {
    const old = {
      apiVersion: 'iter8.tools/v1alpha2',
      kind: 'Experiment',
      metadata: {name: 'e'},
      spec: {service: {}},
    };
    await expect(play(old)).rejects.toMatchObject({code: 'INVALID', hint: expect.stringContaining('convert')});
  });
});

describe('metrics', () => {
  it('are copied into the status once, by full name', async () => {
    let reads = 0;
    const metrics = (references: readonly string[]) => {
      reads += 1;
      return plainMetrics(references);
    };
    const {experiment: ended} = await play(experiment(), {values: HEALTHY, metrics});
    expect(reads).toBe(1);
    expect(statusOf(ended).metrics).toMatchObject([{name: 'default/latency', metricObj: {kind: 'Metric'}}]);
  });

  it('that are missing once are bridged by the last good value, with its age (weakness 4)', async () => {
    const values = ({status}: Experiment) =>
      status.completedIterations === 1 ? {'default/latency': {b: '10', c: null}} : HEALTHY();
    const {experiment: ended} = await play(experiment(), {values});
    expect(ended.status.analysis.winner).toEqual({found: true, version: 'c'});
    expect(statusOf(ended).analysis).toMatchObject({
      objectiveAssessments: {data: {c: [{state: 'satisfied', ageSeconds: 20}]}},
    });
  });

  it('that are missing for ever leave nobody the winner, and the baseline recommended', async () => {
    const {experiment: ended} = await play(experiment(), {values: () => ({'default/latency': {b: '1', c: null}})});
    expect(ended.status).toMatchObject({completedIterations: 2, recommendedVersion: 'b'});
    expect(outcomeOf(ended)).toBe('noWinner');
  });

  it('need the samples that criteria.strength asks for', async () => {
    const criteria = {strength: {minimumSamples: 100}, requestCount: 'count'};
    const values = (count: string) => () => ({...HEALTHY(), 'default/count': {b: '500', c: count}});
    const few = await play(experiment({criteria}), {values: values('99')});
    const enough = await play(experiment({criteria}), {values: values('100')});
    expect(few.experiment.status.recommendedVersion).toBe('b');
    expect(enough.experiment.status.recommendedVersion).toBe('c');
  });
});

describe('time', () => {
  it('is kept between iterations without drift, whatever a query takes (weakness 17)', async () => {
    const resource = experiment({duration: {iterationsPerLoop: 4}});
    const {world} = await play(resource, {
      ports: (world) => ({
        queryMetrics: async () => {
          world.queriedAt.push(world.time);
          world.time = new Date(world.time.getTime() + 3500);
          return new Map();
        },
      }),
    });
    const seconds = world.queriedAt.map((time) => (time.getTime() - START.getTime()) / 1000);
    expect(seconds).toEqual([0, 20, 40, 60]);
    expect(world.waits).toEqual([16.5, 16.5, 16.5]);
  });

  it('that is set back by an hour stops nothing', async () => {
    const worlds: World[] = [];
    const onWrite = ({status}: Experiment) => {
      if (status.completedIterations === 1) worlds[0]!.time = new Date(START.getTime() - 3_600_000);
    };
    const ports = (world: World) => {
      worlds.push(world);
      return {};
    };
    const {experiment: ended, world} = await play(experiment(), {values: HEALTHY, ports}, {onWrite});
    expect(ended.status.completedIterations).toBe(2);
    expect(world.waits.every((seconds) => seconds <= 20)).toBe(true);
  });
});
