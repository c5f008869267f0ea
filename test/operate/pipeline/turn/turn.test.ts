import {describe, expect, it} from '@jest/globals';
import {LEASES} from '../../../../src/cluster/known-kinds.js';
import {Iter8Error} from '../../../../src/errors.js';
import {serverClock} from '../../../../src/operate/pipeline/turn/server-clock.js';
import {identityOf} from '../../../../src/operate/stored-experiment.js';
import {fakeCluster} from '../../../support/fake-cluster.js';
import {begin, play, requestFor} from '../support/play.js';
import {experiments, openTown} from '../support/town.js';

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
