import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {consequence} from '../../../src/operate/wish/consequence.js';
import {recordWish, type WishKind} from '../../../src/operate/wish/wish.js';
import {fakeCluster, type FakeClusterOptions, metadataOf} from '../../support/fake-cluster.js';

const experiment = (annotations: JsonObject = {}, status: JsonObject = {stage: 'Running'}): JsonObject => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Experiment',
  metadata: {name: 'x', namespace: 'shop', annotations},
  spec: {
    target: 'shop/checkout',
    strategy: {testingPattern: 'Canary', actions: {finish: [{run: 'true'}]}},
    versionInfo: {baseline: {name: 'v1'}, candidates: [{name: 'v2'}]},
  },
  status,
});

function setUp(object: JsonObject, over: FakeClusterOptions = {}) {
  const cluster = fakeCluster({namespace: 'shop', objects: [object], ...over});
  const wish = (kind: WishKind, reason?: string) =>
    recordWish(cluster, {kind, name: 'x', reason, now: new Date('2026-01-02T03:04:05.678Z')});
  const annotations = () => metadataOf(cluster.stored('Experiment')[0]!).annotations;
  return {cluster, wish, annotations};
}

const paused = {'iter8.tools/wish': 'pause', 'iter8.tools/wish-reason': 'lunch', 'iter8.tools/wish-by': 'ann'};
const aborting = {'iter8.tools/wish': 'abort'};

describe('recordWish', () => {
  it('writes what, why, who and when beside other annotations', async () => {
    const {wish, annotations} = setUp(experiment({team: 'a'}));
    await wish('pause', 'lunch');
    expect(annotations()).toEqual({
      team: 'a',
      'iter8.tools/wish': 'pause',
      'iter8.tools/wish-reason': 'lunch',
      'iter8.tools/wish-by': 'kim',
      'iter8.tools/wish-at': '2026-01-02T03:04:05Z',
    });
  });

  it('takes away what an earlier wish has left', async () => {
    const {wish, annotations} = setUp(experiment(paused), {user: undefined});
    await wish('resume');
    expect(annotations()).toEqual({'iter8.tools/wish': 'resume', 'iter8.tools/wish-at': expect.any(String)});
  });

  it.each<[string, JsonObject, [WishKind, string?], string]>([
    ['to resume one that is not paused', {}, ['resume'], 'experiment "x" is not paused'],
    ['the same wish again', paused, ['pause'], 'experiment "x" is paused already'],
    ['the same reason again', paused, ['pause', 'lunch'], 'experiment "x" is paused already'],
    ['to abort twice', aborting, ['abort'], 'experiment "x" is being aborted already'],
  ])('writes nothing for %s', async (_what, annotations, wished, message) => {
    const {cluster, wish} = setUp(experiment(annotations));
    expect((await wish(...wished)).unchanged).toBe(message);
    expect(cluster.writes).toEqual([]);
  });

  it('writes another reason for the same wish', async () => {
    const {wish, annotations} = setUp(experiment(paused));
    await wish('pause', 'dinner');
    expect(annotations()).toMatchObject({'iter8.tools/wish-reason': 'dinner', 'iter8.tools/wish-by': 'kim'});
  });

  it.each<[string, JsonObject, WishKind, string]>([
    ['an ended one', experiment({}, {stage: 'Completed'}), 'pause', 'has ended, there is nothing to pause'],
    ['an ended one', experiment({}, {stage: 'Completed'}), 'abort', 'has ended, there is nothing to abort'],
    ['to pause an aborted one', experiment(aborting), 'pause', 'is being aborted, which cannot be taken back'],
    ['to resume an aborted one', experiment(aborting), 'resume', 'is being aborted'],
  ])('refuses %s', async (_what, object, kind, message) => {
    const {cluster, wish} = setUp(object);
    await expect(wish(kind)).rejects.toMatchObject({code: 'INVALID', message: expect.stringContaining(message)});
    expect(cluster.writes).toEqual([]);
  });

  it('reads again when the engine was faster, and then wishes', async () => {
    let count = 0;
    const {cluster, wish, annotations} = setUp(experiment(), {
      interfere: (verb) => {
        if (verb === 'patch' && (count += 1) <= 2)
          cluster.put(experiment({}, {stage: 'Running', message: `${count}`}));
      },
    });
    await wish('abort');
    expect(annotations()).toMatchObject({'iter8.tools/wish': 'abort'});
    expect(cluster.stored('Experiment')).toMatchObject([{status: {message: '2'}}]);
  });

  it('notices that it has ended meanwhile', async () => {
    const {cluster, wish} = setUp(experiment(), {
      interfere: (verb) => {
        if (verb === 'patch') cluster.put(experiment({}, {stage: 'Completed'}));
      },
    });
    await expect(wish('abort')).rejects.toThrow('has ended');
  });

  it('gives up after five conflicts', async () => {
    let count = 0;
    const {cluster, wish} = setUp(experiment(), {
      interfere: (verb) => {
        if (verb === 'patch') cluster.put(experiment({}, {stage: 'Running', message: `${(count += 1)}`}));
      },
    });
    await expect(wish('pause')).rejects.toThrow('was changed by others 5 times in a row');
    expect(count).toBe(5);
  });
});

describe('consequence', () => {
  it.each<[WishKind, JsonObject, string]>([
    [
      'abort',
      {stage: 'Running'},
      'all traffic goes back to v1, then the finish action runs, then it ends without a verdict',
    ],
    ['abort', {stage: 'Finishing'}, 'its finish action runs to the end all the same, then it ends'],
    ['abort', {}, 'it ends before it has moved any traffic, without a verdict'],
    ['pause', {stage: 'Waiting'}, 'no further iteration begins; go on with: iter8ctl resume x -n shop'],
    [
      'pause',
      {
        stage: 'Running',
        currentWeightDistribution: [
          {name: 'v1', value: 80},
          {name: 'v2', value: 20},
        ],
      },
      'no further iteration begins, traffic stays at v1 80 %, v2 20 %; go on with: iter8ctl resume x -n shop',
    ],
    ['resume', {stage: 'Running'}, 'the next iteration begins as soon as it is due'],
  ])('of %s with %j', (kind, status, words) => {
    expect(consequence(parseExperiment(experiment({}, status)), kind)).toBe(words);
  });
});
