import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {runExperiment} from '../../src/engine/run.js';
import {experiment, HEALTHY} from './support/experiment.js';
import {play} from './support/play.js';
import {World} from './support/world.js';

describe('a port that rejects', () => {
  it('when the status is written is asked again, after reading anew', async () => {
    let refusals = 3;
    const {experiment: ended, world} = await play(experiment(), {
      values: HEALTHY,
      ports: ({store}) => ({
        writeStatus: async (write) => {
          if (refusals-- > 0) throw new Error('the object has been modified');
          return store.writeStatus(write);
        },
      }),
    });
    expect(ended.status.recommendedVersion).toBe('c');
    expect(world.waits.slice(0, 3)).toEqual([1, 2, 4]);
  });

  it('five times in a row ends the run with its error', async () => {
    const writeStatus = () => Promise.reject(new Error('the object has been modified'));
    const world = new World(experiment(), {ports: () => ({writeStatus})});
    await expect(runExperiment(world.ports)).rejects.toThrow('the object has been modified');
  });

  it('for metrics makes them unavailable, and says why', async () => {
    const queryMetrics = () => Promise.reject(new Error('out of sockets'));
    const {experiment: ended} = await play(experiment(), {ports: () => ({queryMetrics})});
    expect((ended.source.status as JsonObject).analysis).toMatchObject({
      aggregatedMetrics: {data: {'default/latency': {data: {c: {unavailable: 'out of sockets'}}}}},
    });
  });

  it('for an action fails the action', async () => {
    const runAction = () => Promise.reject(new Error('no job can be created'));
    const start = [{task: 'iter8ctl/nothing'}];
    const {lines} = await play(experiment({actions: {start}}), {ports: () => ({runAction})});
    expect(lines.at(-1)).toBe('Completed | 0 | ExperimentCompleted: Start actions failed: no job can be created');
  });
});
