import {describe, expect, it} from '@jest/globals';
import {experiment, HEALTHY} from './support/experiment.js';
import {play} from './support/play.js';

const NOTHING = [{task: 'iter8ctl/nothing'}];

describe('the lines of kubectl get experiment -w', () => {
  it('are those of v2alpha2 for a Canary of 2 iterations with start and finish actions', async () => {
    const resource = experiment({actions: {start: NOTHING, finish: NOTHING}});
    const {lines} = await play(resource, {values: HEALTHY});
    expect(lines).toEqual([
      'Waiting | 0 | ',
      'Waiting | 0 | ExperimentInitialized: Experiment status initialized',
      'Waiting | 0 | TargetAcquired',
      'Initializing | 0 | StageAdvanced: Advanced to Initializing',
      "Initializing | 0 | HandlerLaunched: Start handler 'start' launched",
      'Running | 0 | StageAdvanced: Advanced to Running',
      'Running | 1 | IterationUpdate: Completed Iteration 1',
      'Running | 2 | IterationUpdate: Completed Loop 1',
      "Finishing | 2 | HandlerLaunched: Finish handler 'finish' launched",
      'Completed | 2 | ExperimentCompleted: Experiment Completed',
    ]);
  });
});
