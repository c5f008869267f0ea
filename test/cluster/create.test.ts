import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {openFromFlags} from '../../src/cluster/open-from-flags.js';
import Abort from '../../src/commands/abort.js';
import Cleanup from '../../src/commands/cleanup.js';
import CreateExperiment from '../../src/commands/create/experiment.js';
import Pause from '../../src/commands/pause.js';
import Rerun from '../../src/commands/rerun.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {testCluster} from '../support/cluster.js';
import {kindOf, metadataOf} from '../support/fake-cluster.js';
import {runCommand, type World} from '../support/run-command.js';
import {installDefinitions} from './support/experiments.js';

const place = await testCluster();
const {namespace} = place;
const host = {env: {}, isInteractive: false, onPluginText: () => undefined};
const cluster = await openFromFlags({kubeconfig: place.kubeconfigPath}, host);
afterAll(() => cluster.close());

const EXPERIMENTS = kindOf('iter8.tools/v2alpha2', 'Experiment');
const JOBS = kindOf('batch/v1', 'Job');

const run = (command: Parameters<typeof runCommand>[0], argv: string[], world: World = {}) =>
  runCommand(command, argv, {cluster, ...world});
const create = (name: string, ...argv: string[]) =>
  run(CreateExperiment, [
    ...[name, '--target', 'shop/app', '--baseline', 'v1', '--candidate', 'v2'],
    ...['--objective', 'mean-latency<=50', '--deployment', 'FixedSplit', ...argv],
  ]);
const read = (name: string) => cluster.get(EXPERIMENTS, {namespace, name});
const names = async () => {
  const {items} = await cluster.list(EXPERIMENTS, {namespace});
  return items.map((item) => metadataOf(item).name);
};

/** As the engine would. */
async function setStatus(name: string, status: JsonObject): Promise<void> {
  await cluster.replace(EXPERIMENTS, {...(await read(name)), status}, {subresource: 'status'});
}
const won = {
  stage: 'Completed',
  completedIterations: 15,
  analysis: {
    winnerAssessment: {
      provenance: 'x',
      timestamp: '2026-01-01T00:00:00Z',
      data: {winnerFound: true, winner: 'v2'},
    },
  },
};

beforeAll(() => installDefinitions(place), 30_000);
beforeEach(async () => {
  for (const name of await names()) await cluster.delete(EXPERIMENTS, {namespace, name: name as string});
});

describe('create experiment', () => {
  it('stores what the flags say', async () => {
    const {out, err, exitCode} = await create('a', '--label', 'team=shop', '--interval', '12s');
    expect([out, err, exitCode]).toEqual(['experiment.iter8.tools/a created\n', '', 0]);
    expect(await read('a')).toMatchObject({
      metadata: {namespace, labels: {team: 'shop'}},
      spec: {
        target: 'shop/app',
        criteria: {objectives: [{metric: 'mean-latency', upperLimit: 50}]},
        duration: {intervalSeconds: 12},
        versionInfo: {baseline: {name: 'v1'}, candidates: [{name: 'v2'}]},
      },
    });
  });

  it('stores nothing when the server only looks at it', async () => {
    const {out} = await create('a', '--dry-run=server', '-o', 'name');
    expect([out, await names()]).toEqual(['experiment.iter8.tools/a\n', []]);
  });

  it('gets its name from the server', async () => {
    const {out} = await create('a', '--generate-name', '-o', 'name');
    expect(out).toMatch(/^experiment\.iter8\.tools\/a-[a-z0-9]{5}\n$/);
  });

  it("stores the Helm tutorial's YAML, with nothing pruned", async () => {
    const {exitCode} = await run(CreateExperiment, ['-f', 'validate/tutorial-listing.yaml']);
    expect(exitCode).toBe(0);
    expect(await read('canary-progressive')).toMatchObject({
      spec: {versionInfo: {baseline: {name: 'current'}, candidates: [{name: 'candidate'}]}},
    });
  });

  it('tells for whom it waits, or fails', async () => {
    await create('a');
    await setStatus('a', {stage: 'Running', completedIterations: 2});
    const waiting = await create('b');
    expect([waiting.exitCode, waiting.err]).toEqual([
      0,
      'warning: target shop/app is taken by experiment "a" (Running, iteration 2 of 15); this one waits until it has ended\n',
    ]);
    expect((await create('c', '--if-busy', 'fail')).exitCode).toBe(2);
  });

  it('waits for the verdict', async () => {
    const waiting = create('a', '--wait', '--timeout', '20s');
    for (let found = await names(); found.length === 0; found = await names());
    await setStatus('a', won);
    const {err, exitCode} = await waiting;
    expect([err, exitCode]).toEqual(['v2 won\n', 0]);
  });

  it('replaces an ended one of its name, and no other', async () => {
    await create('a');
    expect((await create('a', '--replace')).exitCode).toBe(2);
    await setStatus('a', won);
    const {uid} = metadataOf(await read('a'));
    expect((await create('a')).exitCode).toBe(2);
    expect((await create('a', '--replace')).out).toBe('experiment.iter8.tools/a replaced\n');
    expect(metadataOf(await read('a')).uid).not.toBe(uid);
  });
});

describe('an experiment in a cluster', () => {
  it('is paused and aborted by annotations', async () => {
    await create('a');
    expect((await run(Pause, ['a', '--reason', 'lunch'])).exitCode).toBe(0);
    expect(metadataOf(await read('a')).annotations).toMatchObject({
      'iter8.tools/wish': 'pause',
      'iter8.tools/wish-reason': 'lunch',
      'iter8.tools/wish-at': '2021-02-18T10:02:00Z',
    });
    expect((await run(Abort, ['a'])).exitCode).toBe(0);
    const {annotations} = metadataOf(await read('a'));
    expect(annotations).toMatchObject({'iter8.tools/wish': 'abort'});
    expect(annotations).not.toHaveProperty('iter8.tools/wish-reason');
    expect((await run(Pause, ['a'])).exitCode).toBe(2);
  });

  it('runs once more, as new', async () => {
    await create('a', '--annotation', 'note=kept');
    await run(Pause, ['a']);
    await setStatus('a', won);
    const old = await read('a');
    expect((await run(Rerun, ['a'])).out).toBe('experiment.iter8.tools/a begins anew\n');
    const anew = await read('a');
    expect(anew).not.toHaveProperty('status');
    expect([anew.spec, metadataOf(anew).annotations]).toEqual([old.spec, {note: 'kept'}]);
    expect(metadataOf(anew).uid).not.toBe(metadataOf(old).uid);
  });
});

describe('an ended experiment with a finalizer', () => {
  const setFinalizers = (finalizers: string[] | null) =>
    cluster.patch(EXPERIMENTS, {namespace, name: 'a'}, {kind: 'merge', value: {metadata: {finalizers}}});

  it('runs once more as soon as whoever holds it lets it go', async () => {
    await create('a');
    await setStatus('a', won);
    await setFinalizers(['example.org/hold']);
    const running = run(Rerun, ['a']);
    while (metadataOf(await read('a')).deletionTimestamp === undefined);
    await setFinalizers(null);
    expect((await running).out).toBe('experiment.iter8.tools/a begins anew\n');
    expect(await read('a')).not.toHaveProperty('status');
  });
});

describe('cleanup', () => {
  const job = (name: string, owner: JsonObject): JsonObject => {
    const {name: experiment, uid} = metadataOf(owner);
    const ownerReferences = [{apiVersion: 'iter8.tools/v2alpha2', kind: 'Experiment', name: experiment, uid}];
    const containers = [{name: 'task', image: 'busybox'}];
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {name, namespace, ownerReferences},
      spec: {suspend: true, template: {spec: {restartPolicy: 'Never', containers}}},
    };
  };

  it('removes what has ended with its Jobs, and leaves what runs', async () => {
    for (const name of ['ended', 'running']) {
      await create(name);
      await cluster.create(JOBS, job(`${name}-start`, await read(name)));
    }
    await setStatus('ended', won);
    const {out, exitCode} = await run(Cleanup, ['--yes']);
    expect([out, exitCode]).toEqual(['job.batch/ended-start deleted\nexperiment.iter8.tools/ended deleted\n', 0]);
    expect(await names()).toEqual(['running']);
    expect(await cluster.get(JOBS, {namespace, name: 'running-start'})).toBeDefined();
  });

  it('leaves what was made anew between question and answer', async () => {
    await create('a');
    await setStatus('a', won);
    const rerun = async () => {
      await run(Rerun, ['a']);
      return true;
    };
    const {out, err, exitCode} = await run(Cleanup, [], {answer: rerun});
    expect([out, exitCode, await names()]).toEqual(['', 0, ['a']]);
    expect(err).toContain('experiment.iter8.tools/a is kept: it was changed meanwhile\n');
  });
});
