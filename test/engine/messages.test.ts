import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {experiment, HEALTHY, SLOW} from './support/experiment.js';
import {play} from './support/play.js';
import {tutorialSample, TUTORIAL_VALUES} from './support/tutorial.js';

const NOTHING = [{task: 'iter8ctl/nothing'}];
const BEGINNING = [
  'Waiting | 0 | ',
  'Waiting | 0 | ExperimentInitialized: Experiment status initialized',
  'Waiting | 0 | TargetAcquired',
  'Initializing | 0 | StageAdvanced: Advanced to Initializing',
];

describe('the lines of kubectl get experiment -w', () => {
  it('are those of v2alpha2 for a Canary of 2 iterations with start and finish actions', async () => {
    const resource = experiment({actions: {start: NOTHING, finish: NOTHING}});
    const {lines} = await play(resource, {values: HEALTHY});
    expect(lines).toEqual([
      ...BEGINNING,
      "Initializing | 0 | HandlerLaunched: Start handler 'start' launched",
      'Running | 0 | StageAdvanced: Advanced to Running',
      'Running | 1 | IterationUpdate: Completed Iteration 1',
      'Running | 2 | IterationUpdate: Completed Loop 1',
      "Finishing | 2 | HandlerLaunched: Finish handler 'finish' launched",
      'Completed | 2 | ExperimentCompleted: Experiment Completed',
    ]);
  });

  it('end at once without a finish action', async () => {
    const {lines} = await play(experiment(), {values: HEALTHY});
    expect(lines).toEqual([
      ...BEGINNING,
      'Running | 0 | StageAdvanced: Advanced to Running',
      'Running | 1 | IterationUpdate: Completed Iteration 1',
      'Running | 2 | IterationUpdate: Completed Loop 1',
      'Completed | 2 | ExperimentCompleted: Experiment completed successfully',
    ]);
  });

  it('show the loop action before the iterations of each loop', async () => {
    const resource = experiment({actions: {loop: NOTHING}, duration: {maxLoops: 2}});
    const {lines} = await play(resource, {values: HEALTHY});
    expect(lines.slice(BEGINNING.length)).toEqual([
      'Running | 0 | StageAdvanced: Advanced to Running',
      "Running | 0 | HandlerLaunched: Loop handler 'loop' launched",
      'Running | 1 | IterationUpdate: Completed Iteration 1',
      'Running | 2 | IterationUpdate: Completed Loop 1',
      "Running | 2 | HandlerLaunched: Loop handler 'loop' launched",
      'Running | 3 | IterationUpdate: Completed Iteration 3',
      'Running | 4 | IterationUpdate: Completed Loop 2',
      'Completed | 4 | ExperimentCompleted: Experiment completed successfully',
    ]);
  });

  it('are those of v2alpha1 for the sample of the Helm tutorial', async () => {
    const {lines, experiment: ended} = await play(
      await tutorialSample(),
      {values: TUTORIAL_VALUES, ports: () => ({runAction: async () => ({kind: 'succeeded'})})},
      {checkItem: () => undefined},
    );
    expect(lines).toEqual([
      'Waiting | 0 | ',
      'Waiting | 0 | ExperimentInitialized: Late initialization complete',
      'Waiting | 0 | TargetAcquired',
      'Initializing | 0 | TargetAcquired',
      "Initializing | 0 | StartHandlerLaunched: Start handler 'start' launched",
      "Running | 0 | StartHandlerLaunched: Start handler 'start' launched",
      ...Array.from({length: 11}, (_, index) => {
        return `Running | ${index + 1} | IterationUpdate: Completed Iteration ${index + 1}`;
      }),
      "Finishing | 12 | TerminalHandlerLaunched: Finish handler 'finish' launched",
      'Completed | 12 | ExperimentCompleted: Experiment completed successfully',
    ]);
    expect(ended.source.status).toMatchObject({
      recommendedBaseline: 'candidate',
      versionRecommendedForPromotion: 'candidate',
    });
  });

  it('name the reason of a rollback, and say rolled back in the end, with a finish action too', async () => {
    const objectives = [{metric: 'latency', upperLimit: 50, rollback_on_failure: true}];
    const {lines} = await play(experiment({objectives, actions: {finish: NOTHING}}), {values: SLOW});
    expect(lines.slice(BEGINNING.length)).toEqual([
      'Running | 0 | StageAdvanced: Advanced to Running',
      'Running | 0 | RollbackStarted: Rolling back: c: latency is 80, 30 above its upper limit 50',
      "Finishing | 0 | HandlerLaunched: Rollback handler 'finish' launched",
      'Completed | 0 | ExperimentCompleted: Experiment rolled back',
    ]);
  });
});

describe('events', () => {
  it('tell what the lines leave out', async () => {
    const {events} = await play(experiment({actions: {finish: NOTHING}}), {values: HEALTHY});
    expect(events.map(({type, reason, message}) => `${type} ${reason} ${message}`)).toEqual([
      'Normal ExperimentInitialized Experiment status initialized',
      'Normal TargetAcquired ',
      'Normal StageAdvanced Advanced to Initializing',
      'Normal StageAdvanced Advanced to Running',
      'Normal IterationUpdate Completed Iteration 1',
      'Normal IterationUpdate Completed Iteration 2',
      'Normal IterationUpdate Completed Loop 1',
      'Normal StageAdvanced Advanced to Finishing',
      "Normal HandlerLaunched Finish handler 'finish' launched",
      'Normal StageAdvanced Advanced to Completed',
      'Normal ExperimentCompleted Experiment Completed',
    ]);
  });

  it('are warnings where something failed (weakness 16)', async () => {
    const {events} = await play(experiment({candidates: ['c', 'd']}), {values: HEALTHY});
    expect(events.filter(({type}) => type === 'Warning').map(({message}) => message)).toEqual([
      'Invalid number of candidates for Canary experiment',
      'Experiment failed: Invalid number of candidates for Canary experiment',
    ]);
  });

  it('warn of versions that stand beside versionInfo, and read them', async () => {
    const resource = experiment();
    const {versionInfo, ...spec} = resource.spec as JsonObject;
    const misplaced = {...resource, spec: {...spec, ...(versionInfo as JsonObject)}};
    const {events, experiment: ended} = await play(misplaced, {values: HEALTHY});
    expect(events[0]).toEqual({
      type: 'Warning',
      reason: 'DeprecatedField',
      message:
        'spec.baseline, spec.candidates should be spec.versionInfo.baseline, spec.versionInfo.candidates; validate --fix moves it',
    });
    expect(ended.status.recommendedVersion).toBe('c');
  });
});
