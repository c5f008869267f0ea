import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import type {Experiment} from '../../src/experiment/model.js';
import type {Ports} from '../../src/engine/ports.js';
import {runExperiment} from '../../src/engine/run.js';
import {progressOf} from '../../src/engine/step/progress.js';
import {experiment, HEALTHY, SLOW} from './support/experiment.js';
import {play} from './support/play.js';
import {wishToAbort} from './support/wish.js';
import {START, World, type WorldOptions} from './support/world.js';

/** Like a cluster: a write upon an old resource is refused, and waits end early, after a second. */
const clusterLike = (world: World): Partial<Ports> => ({
  writeStatus: async (write) => {
    if (write.resource !== world.store.resource) throw new Error('somebody was faster');
    return world.store.writeStatus(write);
  },
  sleep: async (until) => {
    world.time = new Date(Math.min(until.getTime(), world.time.getTime() + 1000));
  },
});

/** Somebody wishes to abort as soon as that is written; how long it took to be heard, in seconds. */
async function abortWhen(
  isTime: (written: Experiment) => boolean,
  {resource = experiment(), ports, ...options}: WorldOptions & {resource?: JsonObject} = {},
) {
  const worlds: World[] = [];
  let [wishedAt, heardAt] = [NaN, NaN];
  const remember = (world: World) => {
    worlds.push(world);
    return {...clusterLike(world), ...ports?.(world)};
  };
  const onWrite = (written: Experiment) => {
    const {time} = worlds[0]!;
    if (Number.isNaN(wishedAt) && isTime(written)) {
      wishedAt = time.getTime();
      wishToAbort(worlds[0]!);
    }
    if (/AbortStarted|Experiment aborted/.test(written.status.message ?? '')) heardAt ||= time.getTime();
  };
  const played = await play(resource, {values: HEALTHY, ...options, ports: remember}, {onWrite});
  return {...played, delaySeconds: (heardAt - wishedAt) / 1000};
}

const isRefused = ({status}: Experiment) => status.message?.startsWith('WeightRedistributionFailed') ?? false;
const refusing = (least: number) => (world: World): Partial<Ports> => ({
  setWeights: async (wanted) => {
    world.splits.push(wanted.map(({percent}) => percent));
    if (wanted[1]!.percent >= least) throw new Error('the proxy refuses');
    world.weights = wanted;
  },
}); // prettier-ignore

const ABORTED = 'ExperimentCompleted: Experiment aborted';

describe('the wish to abort is heard at once', () => {
  it.each<[string, (written: Experiment) => boolean, Parameters<typeof abortWhen>[1]]>([
    ['between two iterations', ({status}) => status.completedIterations === 1, {}],
    ['in the wait after weights were refused', isRefused, {ports: refusing(1)}],
    ['when an iteration is decided and its traffic not moved', (one) => progressOf(one).decided === 2, {}],
    ['when a normal end is decided and its traffic not moved', (one) => progressOf(one).ending !== undefined, {}],
    ['in the wait after the split of a normal end was refused', isRefused, {ports: refusing(100)}],
  ])('%s, and all traffic goes to the baseline', async (_when, isTime, options) => {
    const {experiment: ended, world, delaySeconds} = await abortWhen(isTime, options);
    expect(delaySeconds).toBeLessThanOrEqual(1);
    expect(ended.status).toMatchObject({stage: 'Completed', message: ABORTED, recommendedVersion: 'b'});
    expect(ended.status.analysis.winner?.found ?? false).toBe(false);
    expect(world.splits.at(-1)).toEqual([100, 0]);
    expect(world.weights.map(({percent}) => percent)).toEqual([100, 0]);
  });

  it.each<[string, string, WorldOptions]>([
    ['while the target is waited for', 'WaitingForTarget', {target: () => ({kind: 'held', by: 'shop/other'})}],
    ['in the wait after weights could not be read at first', 'WeightRedistributionFailed', {
      ports: () => ({observeWeights: () => Promise.reject(new Error('no answer'))}),
    }],
  ])('%s, and no traffic is touched', async (_when, reason, options) => {
    const isTime = ({status}: Experiment) => status.message?.startsWith(reason) ?? false;
    const {experiment: ended, world, delaySeconds} = await abortWhen(isTime, options);
    expect(delaySeconds).toBeLessThanOrEqual(1);
    expect(ended.status).toMatchObject({stage: 'Completed', message: ABORTED});
    expect(world.splits).toEqual([]);
  }); // prettier-ignore
});

describe('the wish to abort comes too late', () => {
  it('for a run that is being rolled back', async () => {
    const objectives = [{metric: 'latency', upperLimit: 50, rollback_on_failure: true}];
    const {lines} = await abortWhen((one) => progressOf(one).ending?.kind === 'rolledBack', {
      resource: experiment({objectives}),
      values: SLOW,
    });
    expect(lines.at(-1)).toBe('Completed | 0 | ExperimentCompleted: Experiment rolled back');
    expect(lines.join()).not.toContain('AbortStarted');
  });

  it('for a run whose finish action is launched', async () => {
    const resource = experiment({actions: {finish: [{task: 'iter8ctl/nothing'}]}});
    const {lines} = await abortWhen(({status}) => status.stage === 'Finishing', {resource});
    expect(lines.at(-1)).toBe('Completed | 2 | ExperimentCompleted: Experiment Completed');
  });
});

describe('an action under way when the wish to abort comes', () => {
  const actions = {start: [{task: 'iter8ctl/nothing'}], loop: [{task: 'iter8ctl/nothing'}]};
  const recordsOf = ({source}: Experiment) => (source.status as JsonObject).actions;

  it.each([
    ['start', 'succeeded'],
    ['loop-1', 'failed'],
  ] as const)('is not interrupted, and its end is written down: %s %s', async (instance, state) => {
    const ports = (world: World): Partial<Ports> => ({
      runAction: async (action) => {
        if (action.instance !== instance) return {kind: 'succeeded'};
        wishToAbort(world);
        return state === 'succeeded' ? {kind: state} : {kind: state, reason: 'task 1 failed'};
      },
    });
    const {experiment: ended} = await play(experiment({actions}), {values: HEALTHY, ports});
    expect(ended.status).toMatchObject({message: ABORTED, failure: undefined});
    expect(recordsOf(ended)).toMatchObject({[instance]: {state, endedAt: '2026-11-22T10:00:00Z'}});
  });

  it('and cut off by the end of the engine is written down as aborted', async () => {
    const controller = new AbortController();
    const world = new World(experiment({actions}), {
      values: HEALTHY,
      ports: () => ({runAction: async () => (controller.abort(), {kind: 'succeeded'})}),
    });
    expect((await runExperiment(world.ports, {signal: controller.signal})).kind).toBe('stopped');
    wishToAbort(world);
    world.time = new Date(START.getTime() + 60_000);
    const {experiment: ended} = await runExperiment(world.ports);
    expect(recordsOf(ended!)).toMatchObject({start: {state: 'aborted', endedAt: '2026-11-22T10:01:00Z'}});
  });
});
