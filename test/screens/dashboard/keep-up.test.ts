import {afterEach, describe, expect, it} from '@jest/globals';
import type {Cluster, WatchEvent} from '../../../src/cluster/port.js';
import {Iter8Error} from '../../../src/errors.js';
import {Board} from '../../../src/screens/dashboard/board.js';
import {keepUp} from '../../../src/screens/dashboard/keep-up.js';
import {fakeCluster} from '../../support/fake-cluster.js';
import {eventually} from '../../support/servers.js';
import {experiment, NOW} from './support.js';

const stopping: AbortController[] = [];
afterEach(() => stopping.splice(0).forEach((stop) => stop.abort()));

async function keeping(cluster: Cluster) {
  const [board, stop] = [new Board(), new AbortController()];
  stopping.push(stop);
  const pause = async () => undefined;
  const kept = await keepUp(cluster, {isEverywhere: true}, {board, signal: stop.signal, now: () => NOW, pause});
  const names = () => board.inOrder().map(({experiment: {name}}) => name);
  return {board, stop, names, ...kept};
}

/** A cluster whose watches are played one after the other; the last one goes on. */
function played(...watches: readonly (() => Iterable<WatchEvent>)[]): Cluster {
  const left = [...watches];
  return {
    ...fakeCluster(),
    async *watch(_kind, _selection, signal) {
      yield* left.shift()!();
      if (left.length > 0) return;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), {once: true}));
    },
  };
}

const added = (name: string): WatchEvent => ({kind: 'added', object: experiment(name)});
const interrupted: WatchEvent = {kind: 'interrupted', reason: 'connection reset'};

describe('a board that is kept up with a cluster', () => {
  it('has what the cluster has, until it is stopped', async () => {
    const cluster = fakeCluster({objects: [experiment('a')]});
    const {names, stop, done} = await keeping(cluster);
    expect(names()).toEqual(['a']);
    cluster.put(experiment('b'));
    await eventually(() => names().join() === 'a,b', 'b is there');
    cluster.remove('Experiment', 'a');
    await eventually(() => names().join() === 'b', 'a has gone');
    stop.abort();
    await done;
  });

  it('lists all anew after a connection that was lost', async () => {
    const {board, names} = await keeping(
      played(
        () => [added('a'), added('b'), {kind: 'synced'}, interrupted, added('never')],
        () => [added('b'), added('c'), {kind: 'synced'}],
      ),
    );
    await eventually(() => names().join() === 'b,c', 'what is there now');
    expect(board.connection).toEqual({kind: 'live'});
  });

  it('goes on asking a cluster that refuses', async () => {
    let refusals = 0;
    const refuse = () => {
      refusals += 1;
      throw new Iter8Error('FORBIDDEN', 'the token has expired');
    };
    const cluster = played(
      () => [added('a'), {kind: 'synced'}, interrupted],
      refuse,
      refuse,
      () => [added('a')],
    );
    const {board, names} = await keeping(cluster);
    await eventually(() => refusals === 2, 'two refusals');
    expect(board.connection).toEqual({kind: 'lost', reason: 'the token has expired', since: NOW});
    expect(names()).toEqual(['a']);
  });

  it('tells of experiments that cannot be read, and has the others', async () => {
    const broken = {...experiment('broken'), spec: {duration: {intervalSeconds: 'soon'}}};
    const cluster = fakeCluster({objects: [experiment('a'), broken]});
    const {board, names} = await keeping(cluster);
    await eventually(() => board.unreadable.length === 1, 'one that cannot be read');
    expect(names()).toEqual(['a']);
    expect(board.unreadable[0]).toMatch(/^experiment shop\/broken: .*intervalSeconds/);
    cluster.put(experiment('broken'));
    await eventually(() => names().join() === 'a,broken', 'it can be read');
    expect(board.unreadable).toEqual([]);
  });

  it('does not begin where the first list fails', async () => {
    await expect(keeping(fakeCluster({kinds: []}))).rejects.toMatchObject({code: 'NOT_FOUND'});
  });
});
