import {describe, expect, it} from '@jest/globals';
import {targetKey} from '../../../src/engine/controller/target-lock.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {canary, clusterWith, startController} from './support/controlled.js';
import {statusOf} from './support/stored.js';
import {VirtualTime} from './support/virtual-time.js';

/** Asked for long ago, and without an end: were it in the same namespace, everybody would wait for it. */
function squatter(namespace: string): JsonObject {
  const {metadata, ...resource} = canary('squatter') as {metadata: JsonObject};
  const status = {stage: 'Running', initTime: '2000-01-01T00:00:00Z', startTime: '2000-01-01T00:00:00Z'};
  return {...resource, metadata: {...metadata, namespace}, status};
}

describe('an experiment', () => {
  it('is not kept from its target by an experiment of another namespace that names the same one', async () => {
    expect(targetKey(squatter('default'))).toBe(targetKey(canary('mine')));
    const time = new VirtualTime();
    const cluster = clusterWith([squatter('elsewhere'), canary('mine')]);
    const {stop} = startController(cluster, time);
    await time.until(() => statusOf(cluster, 'mine').get('stage').value === 'Running');
    await stop();
    expect(statusOf(cluster, 'mine').get('message').text()).not.toContain('held by');
  });

  it('waits for one of its own namespace', async () => {
    const time = new VirtualTime();
    const cluster = clusterWith([squatter('default'), canary('mine')]);
    const {stop} = startController(cluster, time);
    await time.until(() => (statusOf(cluster, 'mine').get('message').text() ?? '').includes('is held by'));
    await stop();
    expect(statusOf(cluster, 'mine').get('message').text()).toContain('held by experiment default/squatter');
  });
});
