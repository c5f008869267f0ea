import {Field} from '../../../../src/experiment/field.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import type {FakeCluster} from '../../../support/fake-cluster.js';

function stored(cluster: FakeCluster, name: string): Field {
  return new Field(
    cluster.stored('Experiment').find((object) => new Field(object).get('metadata', 'name').value === name),
  );
}

export function statusOf(cluster: FakeCluster, name: string): Field {
  return stored(cluster, name).get('status');
}

export function isCompleted(cluster: FakeCluster, ...names: string[]): () => boolean {
  return () =>
    names.every(
      (name) => statusOf(cluster, name).get('stage').value === 'Completed' && leases(cluster).length === 1,
    );
}

/** Of targets and of the leader. */
export function leases(cluster: FakeCluster): readonly JsonObject[] {
  return cluster.stored('Lease');
}
