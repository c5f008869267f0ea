import {describe, expect, it} from '@jest/globals';
import type {WatchEvent} from '../../../src/cluster/port.js';
import {ExperimentCache} from '../../../src/engine/controller/experiment-cache.js';
import {fakeCluster, kindOf} from '../../support/fake-cluster.js';

const KIND = kindOf('iter8.tools/v2alpha2', 'Experiment');
const ID = {namespace: 'shop', name: 'e', uid: 'one'};

function at(resourceVersion: string) {
  return {metadata: {...ID, resourceVersion}};
}

/** What the cache holds after these events, when we ourselves have written version 20 meanwhile. */
async function versionAfter(...events: readonly WatchEvent[]) {
  const cache = new ExperimentCache(KIND, () => undefined);
  const cluster = {
    ...fakeCluster(),
    async *watch() {
      yield* [{kind: 'added', object: at('10')}, {kind: 'synced'}] as const;
      cache.note(at('20'));
      yield* events;
    },
  };
  await cache.follow(cluster, {}, {signal: new AbortController().signal, onSynced: () => undefined});
  return cache.get(ID)?.metadata;
}

describe('the experiments that a controller knows', () => {
  const late: WatchEvent = {kind: 'modified', object: at('15')};

  it('stay as we wrote them when a watch tells an older state late', async () => {
    expect(await versionAfter(late)).toMatchObject({resourceVersion: '20'});
  });

  it('stay so after a connection was lost and is there again', async () => {
    const events = [{kind: 'interrupted', reason: 'cut'}, {kind: 'resumed'}, late] as const;
    expect(await versionAfter(...events)).toMatchObject({resourceVersion: '20'});
  });

  it('are what a new list says after a lost connection, be it older: the server may have been restored', async () => {
    const events = [{kind: 'interrupted', reason: 'cut'}, late, {kind: 'synced'}, {kind: 'resumed'}] as const;
    expect(await versionAfter(...events)).toMatchObject({resourceVersion: '15'});
  });

  it('are forgotten for good once they are deleted, though the answer to a write arrives later', async () => {
    const told: string[] = [];
    const cache = new ExperimentCache(KIND, (_, resource) => told.push(resource ? 'there' : 'gone'));
    const cluster = {
      ...fakeCluster(),
      async *watch() {
        yield* [{kind: 'added', object: at('10')}, {kind: 'synced'}, {kind: 'deleted', object: at('21')}] as const;
        cache.note(at('20'));
      },
    };
    await cache.follow(cluster, {}, {signal: new AbortController().signal, onSynced: () => undefined});
    expect({size: cache.size, told}).toEqual({size: 0, told: ['there', 'gone']});
  });
});
