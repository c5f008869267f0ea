import {afterEach, describe, expect, it} from '@jest/globals';
import {ConflictError} from '../../../src/cluster/conflict-error.js';
import type {Iter8Error} from '../../../src/errors.js';
import {begin, manifestOf, play, requestFor} from './support/play.js';
import {deployment, deployments, experiments, openTown, service, split, type Town} from './support/town.js';

let town: Town;
afterEach(() => town.close());

describe('a release', () => {
  it('ends as failed for v101, whose Deployment is removed, with all traffic at v100', async () => {
    town = openTown();
    const {end} = await play(town, requestFor('v101'));
    expect(end).toMatchObject({kind: 'judged', result: 'lost'});
    expect(deployments(town)).toEqual(['iter8-demo-v100']);
    expect(split(town)).toEqual({'iter8-demo-v100': 100});
    expect(experiments(town)).toEqual(['iter8-demo-v101-1010000: Completed, iter8-demo-v100']);
  });

  it('ends as succeeded for v102, and v100 is removed', async () => {
    town = openTown();
    const {end} = await play(town, requestFor('v102'));
    expect(end).toMatchObject({kind: 'judged', result: 'won'});
    expect(deployments(town)).toEqual(['iter8-demo-v102']);
    expect(split(town)).toEqual({'iter8-demo-v102': 100});
  });

  it('routes everything to the baseline before the candidate is there', async () => {
    town = openTown();
    await play(town, requestFor('v102'));
    const order = town.cluster.writes.filter((write) => /VirtualService|Deployment|create Experiment/.test(write));
    expect(order.slice(0, 3)).toEqual([
      'create VirtualService default/iter8-demo',
      'patch Deployment default/iter8-demo-v102',
      'create Experiment default/iter8-demo-v102-1020000',
    ]);
  });

  it('goes from version to version: v101 fails, v102 and v103 take over', async () => {
    town = openTown();
    for (const tag of ['v101', 'v102', 'v103']) await play(town, requestFor(tag));
    expect(deployments(town)).toEqual(['iter8-demo-v103']);
    expect(split(town)).toEqual({'iter8-demo-v103': 100});
  });

  it('needs no experiment where it is the first of its Service', async () => {
    town = openTown([]);
    const {end} = await play(town, requestFor('v100'));
    expect(end).toEqual({kind: 'released', headline: 'iter8-demo-v100 is live, the first version of its Service'});
    expect([deployments(town), experiments(town)]).toEqual([['iter8-demo-v100'], []]);
  });

  it('can bring its Service along', async () => {
    town = openTown([]);
    town.cluster.remove('Service', 'iter8-demo');
    const objects = [manifestOf(service()), manifestOf(deployment('v100'))];
    const {end} = await play(town, requestFor('v100', {objects}));
    expect(end).toMatchObject({kind: 'released'});
    expect(town.cluster.stored('Service')).toHaveLength(1);
  });

  it('has nothing to do when the live version is released again', async () => {
    town = openTown();
    await play(town, requestFor('v102'));
    const {end} = await play(town, requestFor('v102'));
    expect(end).toEqual({kind: 'released', headline: 'Nothing to do: iter8-demo-v102 is live and unchanged'});
  });

  it('refuses to change the live version in place', async () => {
    town = openTown();
    const objects = [manifestOf(deployment('v100', 'iter8-demo:other'))];
    const {error} = await play(town, requestFor('v100', {objects}));
    expect(error).toMatchObject({
      code: 'INVALID',
      message:
        'deploy.yaml:4:9: deployment "iter8-demo-v100" is the live version, and the manifest would change it in place',
    });
  });

  it('tries the same tag out once more, under the next name', async () => {
    town = openTown();
    await play(town, requestFor('v101'));
    await play(town, requestFor('v101'));
    expect(experiments(town)).toEqual([
      'iter8-demo-v101-1010000: Completed, iter8-demo-v100',
      'iter8-demo-v101-1010000-2: Completed, iter8-demo-v100',
    ]);
    expect(deployments(town)).toEqual(['iter8-demo-v100']);
  });

  it('removes a candidate that crashes again and again, which nobody has seen', async () => {
    town = openTown();
    town.broken.add('iter8-demo-v101');
    const {end} = await play(town, requestFor('v101'));
    expect(end).toEqual({
      kind: 'notReady',
      headline:
        'iter8-demo-v101 does not become ready: container "demo" of Pod iter8-demo-v101-5d4f8-x2x7p ends again and again (exit code 1, restarted 3 times)',
    });
    expect([deployments(town), experiments(town)]).toEqual([['iter8-demo-v100'], []]);
    expect(split(town)).toEqual({'iter8-demo-v100': 100});
  });

  it('makes room for another try when the first version does not come up', async () => {
    town = openTown([]);
    town.broken.add('iter8-demo-v100');
    expect((await play(town, requestFor('v100'))).end).toMatchObject({kind: 'notReady'});
    expect(deployments(town)).toEqual([]);
  });

  it('removes nothing when nobody won, and says how to give the candidate up', async () => {
    town = openTown(['v100'], [{...unreadableMetric()}]);
    const trial = {objectives: ['unreadable<=200'], interval: '10s', iterations: 2};
    const {end, lines} = await play(town, requestFor('v101', {trial}));
    expect(end).toMatchObject({kind: 'judged', result: 'inconclusive'});
    expect(deployments(town)).toEqual(['iter8-demo-v100', 'iter8-demo-v101']);
    expect(lines).toContain(
      'cleanup: nobody lost, so nothing is removed; give the candidate up with: kubectl delete deployment iter8-demo-v101 -n default',
    );
  });

  it('waits for a running experiment of somebody else on the same target', async () => {
    town = openTown();
    const other = begin(town, requestFor('v101'));
    await town.time.until(() => experiments(town).length === 1);
    for (const lease of town.cluster.stored('Lease'))
      town.cluster.put({...lease, spec: {renewTime: '2020-01-01T00:00:00Z'}});
    const {end, lines} = await play(town, requestFor('v102'));
    expect(lines.join('\n')).toMatch(
      /turn: waits: target default\/iter8-demo is taken by experiment "iter8-demo-v101-1010000"/,
    );
    expect(end).toMatchObject({result: 'won'});
    await town.time.until(other.isOver);
  });
});

/** Of which no version has a value. */
function unreadableMetric() {
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Metric',
    metadata: {name: 'unreadable', namespace: 'default'},
    spec: {type: 'Gauge', mock: [{name: 'nobody', level: '1'}]},
  };
}

describe('two pushes at once', () => {
  it('are released in the order of their commits, the second against the new baseline', async () => {
    town = openTown();
    const first = begin(town, requestFor('v103', {commit: commitOf('v103', '09:10')}));
    await town.time.until(() => first.lines.some((line) => line.startsWith('deploy')));
    const last = begin(town, requestFor('v101', {commit: commitOf('v101', '09:30')}));
    const next = begin(town, requestFor('v102', {commit: commitOf('v102', '09:20')}));
    await town.time.until(() => [first, last, next].every(({isOver}) => isOver()), 4 * 3600);
    expect(next.lines[0]).toBe('turn: waits: commit 1030000 is being released');
    expect(next.lines).toContain('versions: iter8-demo-v103 is live, iter8-demo-v102 is tried out');
    expect(last.lines).toContain('turn: waits: commit 1020000 is being released');
    expect(last.lines).toContain('versions: iter8-demo-v102 is live, iter8-demo-v101 is tried out');
    expect(deployments(town)).toEqual(['iter8-demo-v102']);
  });

  it('let no older commit take the place of a newer one that was faster, unless it is told to', async () => {
    town = openTown();
    await play(town, requestFor('v103'));
    const late = requestFor('v102');
    const {error} = await play(town, late);
    expect(error).toMatchObject({
      code: 'INVALID',
      message:
        'commit 1020000 is older than 1030000, by which iter8-demo-v103 is live (experiment "iter8-demo-v103-1030000")',
      hint: 'to go back to it all the same, add --allow-older',
    });
    expect(deployments(town)).toEqual(['iter8-demo-v103']);
    expect((await play(town, {...late, mayBeOlder: true})).end).toMatchObject({result: 'won'});
  });

  it('leave no ticket and no lock behind', async () => {
    town = openTown();
    const both = [begin(town, requestFor('v101')), begin(town, requestFor('v102'))];
    await town.time.until(() => both.every(({isOver}) => isOver()), 4 * 3600);
    expect(town.cluster.stored('Lease')).toEqual([]);
  });
});

describe('what cannot be released', () => {
  it('is told before anything is written but a ticket: an unknown metric, once the versions are known', async () => {
    town = openTown();
    const trial = {objectives: ['median-latency<=200'], interval: '10s', iterations: 4};
    const {error} = await play(town, requestFor('v101', {trial}));
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('there is no metric "median-latency" in default'),
    });
    expect(deployments(town)).toEqual(['iter8-demo-v100']);
  });

  it.each([
    [
      'a Service that is not there',
      {service: 'nobody'},
      'no Service "nobody" in namespace "default", and none in the manifest',
    ],
    ['an objective that is none', {trial: {objectives: ['fast']}}, '--objective: not an objective: fast'],
    [
      'a candidate that is not in the manifest',
      {candidate: 'v9'},
      'service "iter8-demo" selects no Deployment "v9" of the manifest',
    ],
  ])('names %s and writes nothing', async (_what, over, message) => {
    town = openTown();
    const {error} = await play(town, requestFor('v101', over));
    expect((error as Iter8Error).message).toBe(message);
    expect(town.cluster.writes).toEqual([]);
  });

  it('is a commit whose baseline is not there', async () => {
    town = openTown();
    const {error} = await play(town, requestFor('v101', {baseline: 'v99'}));
    expect(error).toMatchObject({
      message: '--baseline: the Service has no Deployment "v99" besides',
      hint: 'it has iter8-demo-v100',
    });
  });

  it('is a manifest whose baseline is not clear', async () => {
    town = openTown(['v100', 'v99']);
    const {error} = await play(town, requestFor('v101'));
    expect(error).toMatchObject({
      message:
        'several Deployments could be the live version, and no router tells which: iter8-demo-v100, iter8-demo-v99',
    });
    expect((await play(town, requestFor('v102', {baseline: 'iter8-demo-v100'}))).end).toMatchObject({
      result: 'won',
    });
  });

  it('explains fields that others manage', async () => {
    town = openTown();
    const cluster = {
      ...town.cluster,
      patch: () =>
        Promise.reject(new ConflictError('conflict with "helm" using apps/v1: .spec.replicas', 'Conflict')),
    };
    const {error} = await play(town, requestFor('v101'), {cluster});
    expect(error).toMatchObject({
      message: 'deploy.yaml:4:9: others manage fields of it: conflict with "helm" using apps/v1: .spec.replicas',
      hint: 'leave these fields out of the manifest, or take them over with --force-conflicts',
    });
  });
});

describe('an interruption', () => {
  it('leaves the experiment running, and says how to go on', async () => {
    town = openTown();
    const stop = new AbortController();
    const run = begin(town, requestFor('v101'), {signal: stop.signal});
    await town.time.until(() => experiments(town).length === 1);
    stop.abort();
    await town.time.until(run.isOver);
    expect((await run.result()).error).toMatchObject({
      code: 'INTERRUPTED',
      message: 'interrupted; experiment "iter8-demo-v101-1010000" runs on',
      hint: 'the same command takes it up again; end the experiment: iter8ctl abort iter8-demo-v101-1010000 -n default',
    });
    expect(town.cluster.stored('Lease').filter((lease) => JSON.stringify(lease).includes('pipeline'))).toEqual([]);
    const {end, lines} = await play(town, requestFor('v101'));
    expect(lines[0]).toMatch(/^experiment: takes up iter8-demo-v101-1010000/);
    expect(end).toMatchObject({result: 'lost'});
  });

  it('while it waits for its turn takes it out of the queue', async () => {
    town = openTown();
    const first = begin(town, requestFor('v101'));
    await town.time.until(() => experiments(town).length === 1);
    const stop = new AbortController();
    const second = begin(town, requestFor('v102'), {signal: stop.signal});
    await town.time.until(() => second.lines.length > 0);
    stop.abort();
    await town.time.until(second.isOver);
    expect((await second.result()).error).toMatchObject({message: 'interrupted; the live version serves'});
    await town.time.until(first.isOver);
    expect(town.cluster.stored('Lease')).toEqual([]);
  });

  it('by the time limit is told as such', async () => {
    town = openTown();
    const {error} = await play(town, requestFor('v101', {timeoutMs: 15_000}));
    expect(error).toMatchObject({
      code: 'TIMEOUT',
      message: 'not released in time; experiment "iter8-demo-v101-1010000" runs on',
    });
  });
});

function commitOf(tag: string, time: string) {
  return {...requestFor(tag).commit, committedAt: new Date(`2021-02-18T${time}:00Z`)};
}
