import {describe, expect, it} from '@jest/globals';
import {Iter8Error} from '../../../src/errors.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {LostExperimentError} from '../../../src/operate/rerun/recreate.js';
import {rerun} from '../../../src/operate/rerun/rerun.js';
import {saveLost} from '../../../src/operate/rerun/save-lost.js';
import {fakeCluster, type FakeClusterOptions, type Interference, metadataOf} from '../../support/fake-cluster.js';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const experiment = (stage = 'Completed'): JsonObject => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Experiment',
  metadata: {
    name: 'old',
    namespace: 'shop',
    labels: {team: 'checkout'},
    annotations: {
      note: 'kept',
      'iter8.tools/rerun-action': 'finish-2',
      'iter8.tools/wish': 'abort',
      'iter8.tools/wish-by': 'kim',
      [LAST_APPLIED]: '{}',
    },
    ownerReferences: [{apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '1'}],
    finalizers: ['experiments.iter8.tools.finalizer'],
  },
  spec: {
    target: 'shop/checkout',
    strategy: {testingPattern: 'Conformance'},
    versionInfo: {baseline: {name: 'v1'}},
  },
  status: {stage},
});

function setUp(over: FakeClusterOptions = {}, stage?: string) {
  const cluster = fakeCluster({namespace: 'shop', objects: [experiment(stage)], ...over});
  const run = (copyTo?: string) => rerun(cluster, {name: 'old', copyTo, onWarning: () => undefined});
  return {cluster, run};
}

/** Does something before the nth call of a verb. */
function before(verb: string, nth: number, action: () => void): Interference {
  let count = 0;
  return (called) => {
    if (called === verb && ++count === nth) action();
  };
}

describe('rerun', () => {
  it('creates it anew with spec, labels and annotations, without status and wishes', async () => {
    const {cluster, run} = setUp();
    const [old] = cluster.stored('Experiment');
    const object = await run();
    expect(metadataOf(object).uid).not.toBe(metadataOf(old!).uid);
    expect(cluster.stored('Experiment')).toEqual([object]);
    expect(object).toEqual({
      ...experiment(),
      status: undefined,
      metadata: {
        ...metadataOf(experiment()),
        annotations: {note: 'kept', [LAST_APPLIED]: '{}'},
        finalizers: undefined,
        uid: expect.any(String),
        resourceVersion: expect.any(String),
        creationTimestamp: expect.any(String),
      },
    });
  });

  it('copies to another name, also while the old one runs', async () => {
    const {cluster, run} = setUp({}, 'Running');
    const {metadata} = await run('new');
    expect(metadata).toMatchObject({name: 'new', labels: {team: 'checkout'}, annotations: {note: 'kept'}});
    expect(metadata).not.toHaveProperty('ownerReferences');
    expect(cluster.stored('Experiment')).toHaveLength(2);
  });

  it.each([
    ['one that runs', 'Running', undefined, 'experiment "old" has not ended (Running, iteration 0 of 15)'],
    ['a name that is taken', 'Completed', 'old', 'experiment "old" is there already'],
  ])('refuses %s', async (_what, stage, as, message) => {
    const {cluster, run} = setUp({}, stage);
    await expect(run(as)).rejects.toThrow(message);
    expect(cluster.writes).toEqual([]);
  });

  it('deletes nothing for an object that the server refuses', async () => {
    const refuse = before('create', 1, () => {
      throw new Iter8Error('INVALID', 'spec.target: quota exceeded');
    });
    const {cluster, run} = setUp({interfere: refuse});
    await expect(run()).rejects.toThrow('quota exceeded');
    expect(cluster.stored('Experiment')).toHaveLength(1);
  });

  it('deletes nothing that was changed since it was looked at', async () => {
    const {cluster, run} = setUp({
      interfere: before('delete', 1, () => cluster.put({...experiment(), spec: {target: 'changed'}})),
    });
    await expect(run()).rejects.toThrow('experiment "old" was changed meanwhile, so it is left as it is');
    expect(cluster.stored('Experiment')).toMatchObject([{spec: {target: 'changed'}}]);
  });

  it('waits for a finalizer, then creates', async () => {
    const linger = before('create', 2, () => cluster.put(experiment()));
    const vanish = before('watch', 1, () => void setImmediate(() => cluster.remove('Experiment', 'old')));
    const {cluster, run} = setUp({
      interfere: (...call) => {
        void linger(...call);
        void vanish(...call);
      },
    });
    await run();
    expect(cluster.stored('Experiment')).toEqual([expect.not.objectContaining({status: expect.anything()})]);
  });

  it('hands over all of it when it is deleted and cannot be created, so that nothing is lost', async () => {
    const unreachable = new Iter8Error('UNREACHABLE', 'connection refused');
    const fail = before('create', 2, () => {
      throw unreachable;
    });
    const {cluster, run} = setUp({interfere: fail});
    const error = await run().catch((caught: unknown) => caught);
    expect(cluster.stored('Experiment')).toEqual([]);
    expect(error).toBeInstanceOf(LostExperimentError);
    let screen = '';
    const write = async (text: string) => void (screen += text);
    await expect(saveLost(error, {write, isTerminal: false, columns: undefined})).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: 'the old experiment is deleted, and the new one could not be created: connection refused',
    });
    expect(screen).toContain('name: old');
    expect(screen).toContain('target: shop/checkout');
  });
});
