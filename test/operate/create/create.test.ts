import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {createExperiment, type CreateOptions} from '../../../src/operate/create/create.js';
import {fakeCluster, type FakeClusterOptions, kindOf, metadataOf} from '../../support/fake-cluster.js';

const experiment = (name: string, status: JsonObject = {}, target = 'shop/checkout'): JsonObject => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Experiment',
  metadata: {name, namespace: 'shop'},
  spec: {target, strategy: {testingPattern: 'Conformance'}, versionInfo: {baseline: {name: 'v1'}}},
  status,
});
const ENDED = {stage: 'Completed'};
const RUNNING = {stage: 'Running', completedIterations: 3};

async function create(resource: JsonObject, world: FakeClusterOptions = {}, over: Partial<CreateOptions> = {}) {
  const cluster = fakeCluster({namespace: 'shop', ...world});
  const warnings: string[] = [];
  const draft = {
    resource,
    original: {...resource, apiVersion: 'iter8.tools/v2alpha1'},
    warnings: [],
    mistakes: [],
  };
  const created = createExperiment(cluster, draft, {
    isDryRun: false,
    isReplacing: false,
    ifBusy: 'wait',
    onWarning: (text) => warnings.push(text),
    ...over,
  });
  return {cluster, warnings, created};
}

describe('createExperiment', () => {
  it('creates it in the namespace of the cluster', async () => {
    const {name, ...metadata} = metadataOf(experiment('new'));
    const {cluster, created} = await create({...experiment('new'), metadata: {...metadata, name, namespace: 'x'}});
    expect(metadataOf((await created).object)).toMatchObject({name: 'new', namespace: 'shop'});
    expect(cluster.writes).toEqual(['create Experiment shop/new']);
  });

  it('has the server end the name', async () => {
    const {created} = await create({...experiment(''), metadata: {generateName: 'new-'}});
    expect(metadataOf((await created).object).name).toMatch(/^new-\d+$/);
  });

  it('stores nothing in a dry run', async () => {
    const {cluster, created} = await create(experiment('new'), {}, {isDryRun: true});
    await created;
    expect([cluster.writes, cluster.stored('Experiment')]).toEqual([['create Experiment shop/new (dry run)'], []]);
  });

  it.each([
    ['has ended', ENDED, 'experiment "same" is there already; it has ended', 'iter8ctl rerun same -n shop'],
    ['runs', RUNNING, 'has not ended (Running, iteration 3 of 15)', 'iter8ctl abort same -n shop'],
    ['has not begun', {}, 'has not ended (not started)', 'iter8ctl watch same -n shop'],
  ])('refuses when one of the name %s, and names the way out', async (_state, status, message, hint) => {
    const {cluster, created} = await create(experiment('same'), {objects: [experiment('same', status)]});
    await expect(created).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
    expect(cluster.writes).toEqual([]);
  });

  it('replaces an ended one, after the server has tried out the new one', async () => {
    const {cluster, created} = await create(
      experiment('same', {}, 'shop/other'),
      {objects: [experiment('same', ENDED)]},
      {isReplacing: true},
    );
    expect((await created).isReplaced).toBe(true);
    expect(cluster.writes).toEqual([
      expect.stringMatching(/^create Experiment shop\/same-\d+ \(dry run\)$/),
      'delete Experiment shop/same',
      'create Experiment shop/same',
    ]);
    expect(cluster.stored('Experiment')).toMatchObject([{spec: {target: 'shop/other'}}]);
  });

  it('only tries out in a dry run that would replace', async () => {
    const world = {objects: [experiment('same', ENDED)]};
    const {cluster, created} = await create(experiment('same'), world, {isReplacing: true, isDryRun: true});
    await created;
    expect(cluster.writes).toEqual([expect.stringContaining('(dry run)')]);
  });

  it('never replaces one that runs', async () => {
    const world = {objects: [experiment('same', RUNNING)]};
    const {cluster, created} = await create(experiment('same'), world, {isReplacing: true});
    await expect(created).rejects.toThrow('has not ended');
    expect(cluster.writes).toEqual([]);
  });

  const busy = {
    objects: [
      experiment('ended', ENDED),
      experiment('other-target', RUNNING, 'shop/cart'),
      experiment('waiting', {stage: 'Waiting'}),
      experiment('holder', RUNNING),
    ],
  };

  it('says for whom it will wait', async () => {
    const {warnings, created} = await create(experiment('new'), busy);
    await created;
    expect(warnings).toEqual([
      'target shop/checkout is taken by experiment "holder" (Running, iteration 3 of 15); this one waits until it has ended',
    ]);
  });

  it('fails when the target is taken and it is not to wait', async () => {
    const {cluster, created} = await create(experiment('new'), busy, {ifBusy: 'fail'});
    await expect(created).rejects.toThrow('target shop/checkout is taken by experiment "holder"');
    expect(cluster.writes).toEqual([]);
  });

  it('finds nobody in its way when all have ended', async () => {
    const {warnings, created} = await create(experiment('new'), {objects: busy.objects.slice(0, 2)});
    await created;
    expect(warnings).toEqual([]);
  });

  it('says who was faster', async () => {
    const world: FakeClusterOptions = {
      interfere: (verb) => {
        if (verb === 'create') cluster.put(experiment('new'));
      },
    };
    const {cluster, created} = await create(experiment('new'), world);
    await expect(created).rejects.toThrow('somebody else has just created it');
  });

  it('sends the generation of the file to a server that knows no newer one', async () => {
    const {created} = await create(experiment('new'), {kinds: [kindOf('iter8.tools/v2alpha1', 'Experiment')]});
    expect((await created).object.apiVersion).toBe('iter8.tools/v2alpha1');
  });

  it.each([
    ['INVALID', [kindOf('iter8.tools/v1alpha1', 'Experiment')], 'the cluster has Experiments of v1alpha1'],
    ['NOT_FOUND', [], 'no experiments are known at https://cluster.test:6443'],
  ])('refuses with %s where it cannot be stored', async (code, kinds, message) => {
    const {created} = await create(experiment('new'), {kinds});
    await expect(created).rejects.toMatchObject({code, message: expect.stringContaining(message)});
  });
});
