import {describe, expect, it} from '@jest/globals';
import type {Ports} from '../../src/engine/ports.js';
import {runExperiment} from '../../src/engine/run.js';
import {Iter8Error} from '../../src/errors.js';
import type {JsonObject} from '../../src/experiment/json.js';
import type {ActionKey} from '../../src/tasks/action.js';
import type {TaskStart} from '../../src/tasks/task.js';
import {experiment, HEALTHY} from './support/experiment.js';
import {wishToAbort} from './support/wish.js';
import {World} from './support/world.js';

const SCRIPTS = [{run: 'helm upgrade app'}, {run: 'echo promoted'}];
const BEGUN: TaskStart = {index: 0, task: 'run', result: 'running'};

/** An experiment whose first engine ends in the first item of an action, which goes on elsewhere and succeeds meanwhile. */
async function playOutliving(key: ActionKey, meanwhile: (world: World) => void = () => undefined) {
  const asked: string[] = [];
  const stopping = new AbortController();
  const runAction: Ports['runAction'] = async ({instance, items, begun}, _experiment, report) => {
    asked.push(`${instance}: items ${items.map(({index}) => index).join()}, begun ${[...begun].join()}`);
    if (!stopping.signal.aborted) {
      await report(BEGUN);
      stopping.abort();
      return new Promise(() => undefined);
    }
    for (const {index} of items) await report({index, task: 'run', result: 'succeeded', output: ''});
    return {kind: 'succeeded'};
  };
  const world = new World(experiment({actions: {[key]: SCRIPTS}}), {
    values: HEALTHY,
    ports: () => ({runAction, actionsOutliveEngine: true}),
  });
  expect((await runExperiment(world.ports, {signal: stopping.signal})).kind).toBe('stopped');
  meanwhile(world);
  const {experiment: ended} = await runExperiment(world.ports);
  return {asked, status: ended!.status, actions: (ended!.source.status as JsonObject).actions};
}

describe('an action that outlives its engine', () => {
  it.each(['start', 'finish'] as const)('is taken up by the next one: %s', async (key) => {
    const {asked, status, actions} = await playOutliving(key);
    expect(asked).toEqual([`${key}: items 0,1, begun `, `${key}: items 0,1, begun 0`]);
    expect([status.stage, status.failure]).toEqual(['Completed', undefined]);
    expect(actions).toMatchObject({
      [key]: {state: 'succeeded', tasks: [{result: 'succeeded'}, {result: 'succeeded'}]},
    });
  });

  it('has not failed because its engine cannot reach the server for a while', async () => {
    const state = {refusals: 0, runs: 0};
    const runAction: Ports['runAction'] = async ({items}, _experiment, report) => {
      state.refusals = (state.runs += 1) === 1 ? 5 : 0;
      for (const {index} of items) await report({index, task: 'run', result: 'succeeded', output: ''});
      return {kind: 'succeeded'};
    };
    const world = new World(experiment({actions: {finish: SCRIPTS}}), {
      values: HEALTHY,
      ports: ({store}) => ({
        runAction,
        actionsOutliveEngine: true,
        readExperiment: async () => {
          if (state.refusals-- > 0) throw new Iter8Error('UNREACHABLE', 'connection refused');
          return store.readExperiment();
        },
      }),
    });
    await expect(runExperiment(world.ports)).rejects.toThrow('connection refused');
    const {experiment: ended} = await runExperiment(world.ports);
    expect([ended!.status.stage, ended!.status.failure, state.runs]).toEqual(['Completed', undefined, 2]);
  });

  it.each([
    ['start', 'start'],
    ['loop', 'loop-1'],
  ] as const)('comes to its end before an abort counts: %s', async (key, instance) => {
    const {asked, status, actions} = await playOutliving(key, wishToAbort);
    expect(asked).toHaveLength(2);
    expect(status.message).toBe('ExperimentCompleted: Experiment aborted');
    expect(actions).toMatchObject({[instance]: {state: 'succeeded'}});
  });
});
