import {describe, expect, it} from '@jest/globals';
import type {Cluster} from '../../src/cluster/port.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {findNewest} from '../../src/operate/experiments.js';
import {fakeCluster} from '../support/fake-cluster.js';

function experiment(name: string, creationTimestamp: string): JsonObject {
  const spec = {
    target: name,
    strategy: {testingPattern: 'Conformance'},
    versionInfo: {baseline: {name: 'v1'}},
    duration: {iterationsPerLoop: 1},
  };
  return {apiVersion: 'iter8.tools/v2alpha2', kind: 'Experiment', metadata: {name, creationTimestamp}, spec};
}

const ALL = [
  experiment('b-oldest', '2021-02-18T10:00:00Z'),
  experiment('a-newest', '2021-02-18T10:00:02Z'),
  experiment('c-newest', '2021-02-18T10:00:02Z'),
  experiment('d-second', '2021-02-18T10:00:01Z'),
];

/** A cluster of these experiments, of which some are deleted as soon as they were listed. */
function clusterOf(objects: readonly JsonObject[], ...deleted: readonly string[]): Cluster & {read: string[]} {
  const read: string[] = [];
  const cluster = fakeCluster({
    objects,
    interfere: (verb, _kind, name) => {
      if (verb === 'get' && name !== undefined) read.push(name);
    },
  });
  const table = async (): Promise<JsonObject> => {
    const rows = cluster.stored('Experiment').map(({metadata = {}}) => ({object: {metadata}}));
    deleted.forEach((name) => cluster.remove('Experiment', name));
    return {kind: 'Table', rows};
  };
  return {...cluster, table, read};
}

describe('findNewest', () => {
  it('takes the youngest, of one second the last by name, and reads no other', async () => {
    const cluster = clusterOf(ALL);
    const {experiment: newest, count} = await findNewest(cluster, {});
    expect([newest.name, count]).toEqual(['c-newest', 4]);
    expect(cluster.read).toEqual(['c-newest']);
  });

  it('goes on with the next where one was deleted since it was listed', async () => {
    const {experiment: newest} = await findNewest(clusterOf(ALL, 'c-newest', 'a-newest'), {});
    expect(newest.name).toBe('d-second');
  });

  it('says that there are none where all were deleted', async () => {
    const cluster = clusterOf(ALL.slice(0, 1), 'b-oldest');
    await expect(findNewest(cluster, {})).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'no experiments in namespace default',
    });
  });
});
