import {describe, expect, it} from '@jest/globals';
import Cleanup from '../../src/commands/cleanup.js';
import {Iter8Error} from '../../src/errors.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {fakeCluster, type FakeClusterOptions} from '../support/fake-cluster.js';
import {runCommand, type World} from '../support/run-command.js';

const experiment = (name: string, stage: string, ended: string): JsonObject => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Experiment',
  metadata: {name, namespace: 'shop', uid: `uid-${name}`},
  spec: {target: 'shop/checkout', strategy: {testingPattern: 'Conformance'}},
  status: {stage, conditions: [{type: 'Completed', status: 'True', lastTransitionTime: ended}]},
});

const JOB: JsonObject = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name: 'old-finish',
    namespace: 'shop',
    ownerReferences: [{apiVersion: 'iter8.tools/v2alpha2', kind: 'Experiment', name: 'old', uid: 'uid-old'}],
  },
};

const OBJECTS = [
  experiment('old', 'Completed', '2021-02-01T10:00:00Z'),
  experiment('new', 'Completed', '2021-02-18T09:00:00Z'),
  experiment('running', 'Running', '2021-02-01T10:00:00Z'),
  JOB,
];

const inCluster = (over: FakeClusterOptions = {}) => fakeCluster({namespace: 'shop', objects: OBJECTS, ...over});
const clean = (argv: string[], world: World) => runCommand(Cleanup, argv, world);

const LISTED = [
  'to be removed:',
  '  job.batch/old-finish in shop: ran an action of old',
  '  experiment.iter8.tools/old in shop: ended 17d ago',
  '  experiment.iter8.tools/new in shop: ended 62m ago',
  '',
].join('\n');
const DELETED = [
  'job.batch/old-finish deleted',
  'experiment.iter8.tools/old deleted',
  'experiment.iter8.tools/new deleted',
  '',
].join('\n');

describe('cleanup', () => {
  it('lists what goes, asks, and removes it', async () => {
    const cluster = inCluster();
    expect(await clean([], {cluster, answer: true})).toMatchObject({err: LISTED, out: DELETED, exitCode: 0});
    expect(cluster.stored('Experiment')).toMatchObject([{metadata: {name: 'running'}}]);
    expect(cluster.stored('Job')).toEqual([]);
  });

  it('removes nothing when the answer is no', async () => {
    const cluster = inCluster();
    const {out, err} = await clean([], {cluster, answer: false});
    expect([out, err, cluster.writes]).toEqual(['', `${LISTED}nothing is removed\n`, []]);
  });

  it('needs --yes where nobody can be asked', async () => {
    const cluster = inCluster();
    const asked = await clean([], {cluster});
    expect([asked.out, asked.exitCode, cluster.writes]).toEqual(['', 2, []]);
    expect((await clean(['--yes'], {cluster})).out).toBe(DELETED);
  });

  it('asks nobody what it would do', async () => {
    const cluster = inCluster();
    const client = await clean(['--dry-run=client'], {cluster});
    expect([client.out, cluster.writes]).toEqual([DELETED.replaceAll('deleted', 'deleted (dry run)'), []]);
    const server = await clean(['--dry-run=server'], {cluster});
    expect(server.out).toBe(DELETED.replaceAll('deleted', 'deleted (server dry run)'));
    expect(cluster.stored('Experiment')).toHaveLength(3);
  });

  it.each([
    [['--older-than', '7d'], 'old'],
    [['--keep-last', '1'], 'old'],
    [['new', 'old'], 'old new'],
    [['new'], 'new'],
  ])('removes with %j only %s', async (argv, names) => {
    const {out} = await clean([...argv, '--yes'], {cluster: inCluster()});
    const removed = [...out.matchAll(/^experiment\.iter8\.tools\/(\w+) deleted$/gm)].map(([, name]) => name);
    expect(removed.join(' ')).toBe(names);
  });

  it('says when there is nothing to remove', async () => {
    const {out, err, exitCode} = await clean(['--stage', 'Failed'], {cluster: inCluster()});
    expect([out, err, exitCode]).toEqual(['', 'nothing to remove\n', 0]);
  });

  it.each([
    [['running'], 2, 'experiment "running" has not ended (Running, iteration 0 of 15); nothing is removed'],
    [['nosuch'], 5, 'no experiment "nosuch"'],
    [['old', '-A'], 2, 'a name means an experiment of one namespace'],
    [['--older-than', '7'], 2, '--older-than: 7 is no duration'],
    [['--stage', 'Running'], 2, 'expected --stage=running to be one of: completed, failed'],
    [['--nosuch'], 2, 'nonexistent flag: --nosuch'],
  ])('refuses %j', async (argv, code, message) => {
    const cluster = inCluster();
    const {out, err, exitCode} = await clean([...argv, '--yes'], {cluster});
    expect([out, exitCode, cluster.writes]).toEqual(['', code, []]);
    expect(err.toLowerCase()).toContain(message.toLowerCase());
  });

  it('goes on where it was interrupted', async () => {
    let isDown = true;
    const cluster = inCluster({
      interfere: (verb, kind) => {
        if (isDown && verb === 'delete' && kind.kind === 'Experiment')
          throw new Iter8Error('UNREACHABLE', 'connection refused');
      },
    });
    const first = await clean(['--yes'], {cluster});
    expect([first.out, first.exitCode]).toEqual(['job.batch/old-finish deleted\n', 9]);
    isDown = false;
    expect((await clean(['--yes'], {cluster})).out).toBe(DELETED.replace(/^job.*\n/, ''));
  });
});
