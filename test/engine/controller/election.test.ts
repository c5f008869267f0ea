import {once} from 'node:events';
import {describe, expect, it} from '@jest/globals';
import {Field} from '../../../src/experiment/field.js';
import type {FakeCluster} from '../../support/fake-cluster.js';
import {canary, clusterWith, router, startController} from './support/controlled.js';
import {isCompleted, leases, statusOf} from './support/stored.js';
import {mortal} from './support/mortal.js';
import {VirtualTime} from './support/virtual-time.js';

describe('two controllers', () => {
  it('never lead together, and the second goes on within 20 seconds of a kill', async () => {
    const time = new VirtualTime();
    let isDead = false;
    const cluster = clusterWith([canary('e')]);
    startController(
      mortal(cluster, () => (isDead ? 'dead' : 'alive')),
      time,
      'first',
    );
    await time.until(() => statusOf(cluster, 'e').get('stage').value === 'Running');
    const second = startController(cluster, time, 'second');
    await time.pass(5);
    expect(second.logs.map(({message}) => message)).toEqual(['waiting to lead']);
    isDead = true;
    const killedAt = time.now().getTime();
    await time.until(() => second.logs.some(({message}) => message === 'leading'));
    expect(time.now().getTime() - killedAt).toBeLessThan(20_000);
    await time.until(isCompleted(cluster, 'e'));
    expect(statusOf(cluster, 'e').get('completedIterations').value).toBe(2);
    await second.stop();
  });

  it('change at once when the first is stopped', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([canary('e')]);
    const first = startController(cluster, time, 'first');
    await time.until(() => first.logs.some(({message}) => message === 'leading'));
    const second = startController(cluster, time, 'second');
    await first.stop();
    const stoppedAt = time.now().getTime();
    await time.until(() => second.logs.some(({message}) => message === 'leading'));
    expect(time.now().getTime() - stoppedAt).toBeLessThanOrEqual(2_000);
    await second.stop();
  });

  it('change when the leader can renew its Lease no more, and the first stops before', async () => {
    const time = new VirtualTime();
    let isCut = false;
    const cluster = clusterWith([router()]);
    const first = startController(
      mortal(cluster, () => (isCut ? 'cut off' : 'alive')),
      time,
      'first',
    );
    await time.until(() => first.logs.some(({message}) => message === 'leading'));
    const second = startController(cluster, time, 'second');
    await time.pass(3);
    isCut = true;
    await time.until(() => second.logs.some(({message}) => message === 'leading'));
    expect(first.logs.map(({message}) => message)).toContain('no longer the leader: the Lease was lost');
    await second.stop();
  });

  it('stop though they are told so just as they take the Lease, and let go of it', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([router()]);
    let stopping: Promise<void> | undefined;
    const create: FakeCluster['create'] = (...args) => {
      stopping ??= only.stop();
      return cluster.create(...args);
    };
    const only = startController({...cluster, create}, time, 'only');
    let hasEnded = false;
    await time.until(() => stopping !== undefined);
    void stopping?.then(() => (hasEnded = true));
    await time.until(() => hasEnded, 20);
    expect(new Field(leases(cluster)[0]).get('spec', 'holderIdentity').text()).toBe('');
  });

  it('never lead together, though the last renewal of the first hangs', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([router()]);
    let cutAt = Infinity;
    const seconds = () => (time.now().getTime() - cutAt) / 1000;
    const first = startController(hanging(cluster, seconds), time, 'first');
    const second = startController(cluster, time, 'second');
    await time.until(() => first.logs.some(({message}) => message === 'leading'));
    await time.pass(3);
    cutAt = time.now().getTime();
    await time.until(() => first.logs.some(({message}) => message.startsWith('no longer the leader')));
    expect(seconds()).toBeLessThanOrEqual(10);
    expect(second.logs.map(({message}) => message)).not.toContain('leading');
    await Promise.all([first.stop(), second.stop()]);
  });
});

/** Refuses what is written for some seconds, and from then on answers nothing more until it is told to stop waiting. */
function hanging(cluster: FakeCluster, seconds: () => number): FakeCluster {
  const replace: FakeCluster['replace'] = async (kind, object, call) => {
    if (seconds() < 0) return cluster.replace(kind, object, call);
    const {signal} = call ?? {};
    if (seconds() > 8 && signal) await once(signal, 'abort');
    throw new Error('no answer');
  };
  return {...cluster, replace};
}

describe('a controller without an election', () => {
  it('leads at once, whoever holds the Lease, and leaves the Lease alone', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([canary('e')]);
    let isDead = false;
    startController(
      mortal(cluster, () => (isDead ? 'dead' : 'alive')),
      time,
      'first',
    );
    await time.until(() => statusOf(cluster, 'e').get('stage').value === 'Running');
    isDead = true;
    const [held] = leases(cluster);
    const killedAt = time.now().getTime();
    const second = startController(cluster, time, 'second', false);
    await time.until(() => second.logs.some(({message}) => message === 'leading'));
    expect(time.now().getTime()).toBe(killedAt);
    await time.until(isCompleted(cluster, 'e'));
    await second.stop();
    expect(leases(cluster)).toEqual([held]);
    expect(statusOf(cluster, 'e').get('completedIterations').value).toBe(2);
  });
});
