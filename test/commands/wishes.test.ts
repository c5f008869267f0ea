import {describe, expect, it} from '@jest/globals';
import Abort from '../../src/commands/abort.js';
import Pause from '../../src/commands/pause.js';
import Rerun from '../../src/commands/rerun.js';
import Resume from '../../src/commands/resume.js';
import {Iter8Error} from '../../src/errors.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {fakeCluster, type FakeClusterOptions, metadataOf} from '../support/fake-cluster.js';
import {runCommand} from '../support/run-command.js';

const experiment = (stage: string): JsonObject => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Experiment',
  metadata: {name: 'x', namespace: 'shop'},
  spec: {
    target: 'shop/checkout',
    strategy: {testingPattern: 'Canary'},
    versionInfo: {baseline: {name: 'v1'}, candidates: [{name: 'v2'}]},
  },
  status: {stage},
});

const inCluster = (stage = 'Running', over: FakeClusterOptions = {}) =>
  fakeCluster({namespace: 'shop', objects: [experiment(stage)], ...over});

describe('pause, resume and abort', () => {
  it.each([
    [
      Pause,
      'experiment.iter8.tools/x paused\n',
      'no further iteration begins; go on with: iter8ctl resume x -n shop\n',
    ],
    [Resume, '', 'experiment "x" is not paused\n'],
    [
      Abort,
      'experiment.iter8.tools/x is being aborted\n',
      'all traffic goes back to v1, then it ends without a verdict\n',
    ],
  ])('%p says what is done, and on stderr what comes of it', async (command, out, err) => {
    expect(await runCommand(command, ['x'], {cluster: inCluster()})).toMatchObject({out, err, exitCode: 0});
  });

  it('records who, when and why', async () => {
    const cluster = inCluster();
    await runCommand(Pause, ['x', '--reason', 'lunch'], {cluster, now: new Date('2026-01-02T03:04:05Z')});
    const {annotations} = metadataOf(cluster.stored('Experiment')[0]!);
    expect(annotations).toEqual({
      'iter8.tools/wish': 'pause',
      'iter8.tools/wish-reason': 'lunch',
      'iter8.tools/wish-by': 'kim',
      'iter8.tools/wish-at': '2026-01-02T03:04:05Z',
    });
  });

  it.each([
    [Pause, ['x'], 2, 'error: experiment "x" has ended, there is nothing to pause\nhint: run it anew'],
    [Abort, ['x'], 2, 'error: experiment "x" has ended, there is nothing to abort'],
    [Resume, ['nosuch'], 5, 'error: no Experiment "nosuch"'],
    [Pause, [], 2, 'error: missing 1 required arg'],
  ])('%p refuses %j when x has ended', async (command, argv, code, message) => {
    const {out, err, exitCode} = await runCommand(command, argv, {cluster: inCluster('Completed')});
    expect([out, exitCode]).toEqual(['', code]);
    expect(err).toContain(message);
  });
});

describe('rerun', () => {
  it('begins anew, or runs a copy', async () => {
    const cluster = inCluster('Completed');
    expect(await runCommand(Rerun, ['x'], {cluster})).toMatchObject({
      out: 'experiment.iter8.tools/x begins anew\n',
      exitCode: 0,
    });
    expect(cluster.stored('Experiment')).toEqual([expect.not.objectContaining({status: expect.anything()})]);
    expect((await runCommand(Rerun, ['x', '--copy-to', 'y'], {cluster})).out).toBe(
      'experiment.iter8.tools/y created\n',
    );
    expect(cluster.stored('Experiment')).toHaveLength(2);
  });

  it('refuses while it runs', async () => {
    const {out, err, exitCode} = await runCommand(Rerun, ['x'], {cluster: inCluster()});
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err).toContain(
      'hint: end it first: iter8ctl abort x -n shop; or run a copy beside it: --copy-to NEWNAME',
    );
  });

  it('prints all of what would be lost', async () => {
    let creations = 0;
    const cluster = inCluster('Completed', {
      interfere: (verb) => {
        if (verb === 'create' && (creations += 1) === 2) throw new Iter8Error('FORBIDDEN', 'you may not create');
      },
    });
    const {out, err, exitCode} = await runCommand(Rerun, ['x'], {cluster});
    expect([out, exitCode]).toEqual(['', 4]);
    expect(err).toContain('target: shop/checkout');
    expect(err).toContain(
      'error: the old experiment is deleted, and the new one could not be created: you may not create\n',
    );
  });
});

describe('rerun --action finish', () => {
  const FAILED = {
    state: 'failed',
    tasks: [
      {index: 0, task: 'common/exec', result: 'succeeded'},
      {index: 1, task: 'notification/http', result: 'failed'},
    ],
  };
  const finish = [
    {task: 'common/exec', with: {cmd: 'helm'}},
    {task: 'notification/http', with: {url: 'http://a'}},
  ];

  function ended(actions: JsonObject | undefined, stage = 'Completed', annotations: JsonObject = {}): JsonObject {
    const whole = experiment(stage);
    return {
      ...whole,
      metadata: {...metadataOf(whole), annotations},
      spec: {...(whole.spec as JsonObject), strategy: {testingPattern: 'Canary', actions: {finish}}},
      status: {stage, versionRecommendedForPromotion: 'v2', ...(actions && {actions})},
    };
  }

  const rerun = async (object: JsonObject) => {
    const cluster = fakeCluster({namespace: 'shop', objects: [object], user: 'ann'});
    const result = await runCommand(Rerun, ['x', '--action', 'finish'], {cluster});
    return {...result, annotations: metadataOf(cluster.stored('Experiment')[0]!).annotations};
  };

  it('asks the engine for the next run, from the task that failed', async () => {
    const {out, err, exitCode, annotations} = await rerun(ended({finish: FAILED}));
    expect([out, exitCode]).toEqual(['experiment.iter8.tools/x runs its finish action again\n', 0]);
    expect(err).toBe(
      'it goes on with task 2 (notification/http) for version "v2"; see it: iter8ctl logs x -n shop --action finish --follow\n',
    );
    expect(annotations).toMatchObject({'iter8.tools/rerun-action': 'finish-2', 'iter8.tools/wish-by': 'ann'});
  });

  it('asks for a third one after the second, and asks once only', async () => {
    const twice = {finish: FAILED, 'finish-2': {...FAILED, state: 'aborted'}};
    expect((await rerun(ended(twice))).annotations).toMatchObject({'iter8.tools/rerun-action': 'finish-3'});
    const asked = {'iter8.tools/rerun-action': 'finish-3', 'iter8.tools/wish-by': 'bob'};
    expect((await rerun(ended(twice, 'Completed', asked))).annotations).toEqual(asked);
  });

  it.each([
    ['runs', ended({finish: FAILED}, 'Running'), 'experiment "x" has not ended (Running, iteration 0 of'],
    ['has none', experiment('Completed'), 'experiment "x" has no finish action'],
    ['failed earlier', ended(undefined), 'experiment "x" ended before its finish action'],
    ['succeeded', ended({finish: {...FAILED, state: 'succeeded'}}), 'the finish action of experiment "x" has succeeded, there is nothing to repeat'],
  ])('refuses one that %s', async (_what, object, message) => {
    const {out, err, exitCode, annotations} = await rerun(object);
    expect([out, exitCode]).toEqual(['', 2]);
    expect(err).toContain(message);
    expect(annotations ?? {}).toEqual({});
  }); // prettier-ignore
});
