import {describe, expect, it} from '@jest/globals';
import {text} from 'node:stream/consumers';
import {LEASES} from '../../../../src/cluster/known-kinds.js';
import {Iter8Error} from '../../../../src/errors.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {serverClock} from '../../../../src/operate/pipeline/turn/server-clock.js';
import {identityOf} from '../../../../src/operate/stored-experiment.js';
import {fakeCluster} from '../../../support/fake-cluster.js';
import {httpServer} from '../../../support/servers.js';
import {begin, play, requestFor, SHAS} from '../support/play.js';
import {deployments, experiments, openTown} from '../support/town.js';

const LOCK = 'iter8-pipeline.iter8-demo';

describe('the turn of a pipeline', () => {
  it('is lost when somebody else has taken it, and the run ends without touching anything', async () => {
    const town = openTown();
    const run = begin(town, requestFor('v101'));
    await town.time.until(() => experiments(town).length === 1);
    const lock = await town.cluster.get(LEASES, {namespace: 'default', name: LOCK});
    town.cluster.put({...lock, spec: {holderIdentity: 'other', renewTime: town.time.now().toISOString()}});
    await town.time.until(run.isOver);
    expect((await run.result()).error).toMatchObject({
      code: 'INTERRUPTED',
      message:
        'this process stood still, and another pipeline has taken over; experiment "iter8-demo-v101-1010000" runs on',
    });
    expect(town.cluster.stored('Lease').map((lease) => identityOf(lease).name)).toContain(LOCK);
    await town.close();
  });

  it('lets nothing be written once it is lost, though nobody has noticed yet', async () => {
    const town = openTown();
    const {cluster, time} = town;
    let isAsleep = false;
    /** As a process that is stopped while it waits for an answer, and goes on two minutes later. */
    const stopped = {
      ...cluster,
      get: async (...args: Parameters<typeof cluster.get>) => {
        const answer = await cluster.get(...args);
        if (args[0].kind === 'VirtualService' && !isAsleep) {
          isAsleep = true;
          await time.sleep(120_000, new AbortController().signal);
        }
        return answer;
      },
    };
    const sleep = async (milliseconds: number, signal: AbortSignal) => {
      await time.sleep(milliseconds, signal);
      while (isAsleep && !signal.aborted) await time.sleep(1_000_000, signal);
    };
    const run = begin(town, requestFor('v101'), {cluster: stopped, sleep});
    await time.until(() => isAsleep, 3600);
    const lock = await cluster.get(LEASES, {namespace: 'default', name: LOCK});
    cluster.put({...lock, spec: {holderIdentity: 'other', renewTime: time.now().toISOString()}});
    await time.until(run.isOver, 3600);
    expect((await run.result()).error).toMatchObject({
      code: 'INTERRUPTED',
      message: expect.stringContaining('this process stood still, and another pipeline has taken over'),
    });
    expect(deployments(town)).toEqual(['iter8-demo-v100', 'iter8-demo-v101']);
    await town.close();
  });

  it.each([
    ['of the same commit', {'iter8.tools/commit': SHAS.v101!}, ['pending']],
    ['of another commit', {'iter8.tools/commit': SHAS.v102!}, ['pending', 'error']],
  ])(
    'that was taken over by a run %s leaves the status to whom it belongs',
    async (_what, annotations, states) => {
      const seen: string[] = [];
      const forge = await httpServer((request, response) => {
        void text(request).then((body) => {
          seen.push((JSON.parse(body) as {state: string}).state);
          response.writeHead(201).end('{}');
        });
      });
      const town = openTown();
      const repository = {provider: 'github', name: 'shop/app', api: forge.url} as const;
      const status = {repository, sha: SHAS.v101!, token: 'x', context: 'iter8ctl', jobUrl: undefined};
      const run = begin(town, requestFor('v101', {status}));
      await town.time.until(() => experiments(town).length === 1);
      const lock = await town.cluster.get(LEASES, {namespace: 'default', name: LOCK});
      const metadata = {...(lock.metadata as JsonObject), annotations};
      town.cluster.put({
        ...lock,
        metadata,
        spec: {holderIdentity: 'other', renewTime: town.time.now().toISOString()},
      });
      await town.time.until(run.isOver);
      expect(seen).toEqual(states);
      await town.close();
      await forge.close();
    },
  );

  it('goes to the older commit of two that begin at once, though the newer one is seen first', async () => {
    const town = openTown();
    const newer = begin(town, requestFor('v103'));
    await town.time.until(() => town.cluster.stored('Lease').length > 0);
    const older = begin(town, requestFor('v102'));
    await town.time.until(() => newer.isOver() && older.isOver(), 7200);
    expect(newer.lines).toContain('versions: iter8-demo-v102 is live, iter8-demo-v103 is tried out');
    await town.close();
  });

  it('comes all the same when a ticket was removed by somebody', async () => {
    const town = openTown();
    const first = begin(town, requestFor('v101'));
    await town.time.until(() => experiments(town).length === 1);
    const second = begin(town, requestFor('v102'));
    await town.time.until(() => second.lines.length > 0);
    const ticket = town.cluster.stored('Lease').find((lease) => identityOf(lease).name.startsWith(`${LOCK}.`))!;
    town.cluster.remove('Lease', identityOf(ticket).name);
    await town.time.until(() => first.isOver() && second.isOver(), 7200);
    expect((await second.result()).end).toMatchObject({result: 'won'});
    expect(town.cluster.stored('Lease')).toEqual([]);
    await town.close();
  });

  it('of a run that was killed passes on after a minute, with what it left', async () => {
    const town = openTown();
    const dead = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {name: `${LOCK}.dead`, namespace: 'default', labels: {'iter8.tools/service': 'iter8-demo'}},
      spec: {holderIdentity: 'dead', renewTime: town.time.now().toISOString()},
    };
    town.cluster.put({
      ...dead,
      metadata: {...dead.metadata, annotations: {'iter8.tools/commit-time': '2020-01-01T00:00:00Z'}},
    });
    const {end} = await play(town, requestFor('v102'));
    expect(end).toMatchObject({result: 'won'});
    expect(town.cluster.stored('Lease')).toEqual([]);
    await town.close();
  });
});

describe('the clock of a turn', () => {
  const now = () => new Date('2021-02-18T10:00:00Z');
  const signal = new AbortController().signal;
  const serverAt = (time: string) => ({
    ...fakeCluster(),
    getText: async (_path: string, call?: {onDate?: (date: Date) => void}) => {
      call?.onDate?.(new Date(time));
      return '{}';
    },
  });

  it('is the one of the server, which all have in common', async () => {
    const clock = await serverClock(serverAt('2021-02-18T10:05:00Z'), now, signal);
    expect(clock()).toEqual(new Date('2021-02-18T10:05:00Z'));
  });

  it('is one’s own where both agree as far as can be told', async () => {
    const clock = await serverClock(serverAt('2021-02-18T10:00:01Z'), now, signal);
    expect(clock()).toEqual(now());
  });

  it('is one’s own where the server may not be asked', async () => {
    const refusing = {...fakeCluster(), getText: () => Promise.reject(new Iter8Error('FORBIDDEN', 'no'))};
    expect((await serverClock(refusing, now, signal))()).toEqual(now());
  });
});
