import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import type {Experiment} from '../../src/experiment/model.js';
import {experiment, HEALTHY} from './support/experiment.js';
import {play} from './support/play.js';

const statusOf = ({source}: Experiment) => source.status as JsonObject;

describe('actions', () => {
  it('that fail end the experiment, name the task, and keep what it printed', async () => {
    const start = [{run: 'echo "looking for v2"; exit 3'}, {task: 'iter8ctl/nothing'}];
    const {experiment: ended, lines} = await play(experiment({actions: {start}}));
    expect(lines.at(-1)).toBe(
      'Completed | 0 | ExperimentCompleted: Start actions failed: task 1 (run) ended with exit code 3',
    );
    expect(ended.status.failure).toBe('HandlerFailed: Start actions failed');
    expect(statusOf(ended).actions).toMatchObject({
      start: {state: 'failed', tasks: [{task: 'run', result: 'failed', output: 'looking for v2\n'}]},
    });
  });

  it('skip items whose condition does not hold, by the verdict at the end', async () => {
    const finish = [
      {if: 'CandidateWon()', run: 'echo promote'},
      {if: 'not CandidateWon()', run: 'echo keep'},
    ];
    const {experiment: ended} = await play(experiment({actions: {finish}}), {values: HEALTHY});
    expect(statusOf(ended).actions).toMatchObject({
      finish: {
        state: 'succeeded',
        tasks: [
          {index: 0, result: 'succeeded', output: 'promote\n'},
          {index: 1, result: 'skipped', reason: 'not CandidateWon() does not hold'},
        ],
      },
    });
  });

  it('of each loop collect before its iterations use the data (weakness 28)', async () => {
    const order: string[] = [];
    const resource = experiment({actions: {loop: [{task: 'iter8ctl/nothing'}]}, duration: {maxLoops: 2}});
    await play(resource, {values: HEALTHY}, {
      onEffect: (effect) => {
        if (effect.kind === 'runAction') order.push(effect.instance);
        if (effect.kind === 'queryMetrics') order.push('query');
      },
    });
    expect(order).toEqual(['loop-1', 'query', 'query', 'loop-2', 'query', 'query']);
  }); // prettier-ignore

  it('may supply the versions and the histograms, which the engine keeps', async () => {
    const histograms = {provenance: 'Builtin metrics collector', data: {c: {}}};
    const bare = experiment({actions: {start: [{task: 'iter8ctl/nothing'}]}, spec: {versionInfo: undefined}});
    const {experiment: ended} = await play(bare, {
      values: HEALTHY,
      ports: ({store}) => ({
        runAction: async () => {
          store.change((resource) => ({
            ...resource,
            spec: {...(resource.spec as JsonObject), versionInfo: (experiment().spec as JsonObject).versionInfo},
            status: {...(resource.status as JsonObject), analysis: {aggregatedBuiltinHists: histograms}},
          }));
          return {kind: 'succeeded'};
        },
      }),
    });
    expect(ended.status.recommendedVersion).toBe('c');
    expect(statusOf(ended).analysis).toMatchObject({aggregatedBuiltinHists: histograms});
  });
});
