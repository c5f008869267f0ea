import type {TestCluster} from '../../support/cluster.js';
import {createExperiment, createMetric, experimentsPath} from '../support/experiments.js';
import {specWithActions} from '../support/task-rights.js';

/** An experiment that is not there yet. */
export const FRESH = `apiVersion: iter8.tools/v2alpha2
kind: Experiment
metadata: {name: fresh}
spec:
  target: fresh
  strategy: {testingPattern: Conformance}
  versionInfo: {baseline: {name: v1}}
  criteria: {objectives: [{metric: errors, upperLimit: 1}]}
  duration: {intervalSeconds: 5}
`;

/** The status of an experiment that has ended. */
export const ENDED = {
  conditions: [
    {type: 'Completed', status: 'True'},
    {type: 'Failed', status: 'False'},
  ],
};

let places = 0;

/** A namespace with an experiment that has not begun, `running`, two that have ended, `old` and `done`, and a metric. */
export async function settlePlace(cluster: TestCluster): Promise<TestCluster> {
  const namespace = `${cluster.namespace}-${(places += 1)}`;
  const {client} = cluster;
  await client.ok('POST', '/api/v1/namespaces', {body: {metadata: {name: namespace}}});
  cluster.atEnd(() => client.ok('DELETE', `/api/v1/namespaces/${namespace}`));
  const place = {...cluster, namespace};
  await createMetric(place, 'errors', {v1: 0});
  for (const name of ['running', 'old', 'done']) {
    await createExperiment(place, name, specWithActions(place, name, {}));
  }
  for (const name of ['old', 'done']) await endExperiment(place, name);
  return place;
}

async function endExperiment({client, namespace}: TestCluster, name: string): Promise<void> {
  const path = `${experimentsPath(namespace)}/${name}`;
  const stored = await client.ok('GET', path);
  await client.ok('PUT', `${path}/status`, {body: {...stored, status: ENDED}});
}
