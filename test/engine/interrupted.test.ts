import {describe, expect, it} from '@jest/globals';
import {runExperiment} from '../../src/engine/run.js';
import type {Json, JsonObject} from '../../src/experiment/json.js';
import type {ActionItem} from '../../src/tasks/action.js';
import {nameOfItem} from '../../src/tasks/action.js';
import {experiment, HEALTHY} from './support/experiment.js';
import {World} from './support/world.js';

interface Cut {
  /** Place of the item, and whether it is cut off after its beginning or before it is recorded. */
  readonly index: number;
  readonly at: 'before' | 'begun' | 'ended';
  /** Whether it has failed by then. */
  readonly fails?: boolean;
}

/** Plays an experiment whose first engine is ended at some point of its finish action. */
async function playCut(finish: readonly Json[], cut: Cut, edited = finish) {
  const ran: number[] = [];
  const controller = new AbortController();
  const endEngine = ({index}: ActionItem, at: Cut['at']) => {
    if (index !== cut.index || at !== cut.at || controller.signal.aborted) return;
    controller.abort();
  };
  const world = new World(experiment({actions: {finish}}), {
    values: HEALTHY,
    ports: () => ({
      runAction: async ({items}, _experiment, report) => {
        for (const item of items) {
          const identity = {index: item.index, task: nameOfItem(item)};
          endEngine(item, 'before');
          await report({...identity, result: 'running'});
          endEngine(item, 'begun');
          ran.push(item.index);
          const failure = {result: 'failed', reason: 'ended with exit code 3'} as const;
          await report({...identity, output: '', ...(cut.fails ? failure : {result: 'succeeded'})});
          endEngine(item, 'ended');
        }
        return {kind: 'succeeded'};
      },
    }),
  });
  expect((await runExperiment(world.ports, {signal: controller.signal})).kind).toBe('stopped');
  if (edited !== finish)
    world.store.change((resource) => ({...resource, spec: experiment({actions: {finish: edited}}).spec}));
  const {experiment: ended} = await runExperiment(world.ports);
  return {status: ended!.status, ran, record: (ended!.source.status as JsonObject).actions};
}

const EXEC = {task: 'common/exec', with: {cmd: 'helm'}};
const NOTHING = {task: 'iter8ctl/nothing'};

describe('a task that an engine was ended in', () => {
  it('fails the experiment and asks for a hand where nobody knows whether it may be repeated', async () => {
    const {status, ran, record} = await playCut([NOTHING, EXEC, NOTHING], {index: 1, at: 'begun'});
    expect(ran).toEqual([0, 1]);
    expect(status.failure).toBe('HandlerFailed: Finish actions failed');
    expect(status.message).toContain(
      'task 2 (common/exec) was interrupted and is not of a kind that may be repeated; see what it has done, and finish it by hand',
    );
    expect(record).toMatchObject({
      finish: {state: 'failed', tasks: [{result: 'succeeded'}, {index: 1, task: 'common/exec'}]},
    });
  });

  it('is repeated where it may be', async () => {
    const {status, ran} = await playCut([EXEC, NOTHING], {index: 1, at: 'begun'});
    expect([status.failure, ran]).toEqual([undefined, [0, 1, 1]]);
  });

  it.each(['before', 'ended'] as const)('runs once when the engine was ended %s it', async (at) => {
    const {status, ran} = await playCut([EXEC, EXEC], {index: 0, at});
    expect([status.failure, ran]).toEqual([undefined, [0, 1]]);
  });

  it('has failed for the reason that is recorded, when the engine ended before it said so', async () => {
    const {status, ran} = await playCut([EXEC, NOTHING], {index: 0, at: 'ended', fails: true});
    expect(ran).toEqual([0]);
    expect(status.message).toContain('failed: task 1 (common/exec) ended with exit code 3');
  });

  it('is not repeated where another has got its place, nor is what stood before it', async () => {
    const {status, ran} = await playCut([EXEC, NOTHING], {index: 1, at: 'begun'}, [NOTHING, EXEC, NOTHING]);
    expect(ran).toEqual([0, 1]);
    expect(status.message).toContain('task 1 was changed after the action had begun');
  });

  it('has its beginning in the record, and one entry there in the end', async () => {
    const {record} = await playCut([NOTHING], {index: 0, at: 'begun'});
    const {tasks} = (record as {finish: {tasks: readonly JsonObject[]}}).finish;
    expect(tasks).toEqual([
      {
        index: 0,
        task: 'iter8ctl/nothing',
        result: 'succeeded',
        startedAt: expect.stringMatching(/^2026-11-22T/),
        endedAt: expect.stringMatching(/^2026-11-22T/),
      },
    ]);
  });
});
