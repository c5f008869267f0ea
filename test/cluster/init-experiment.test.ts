import {afterAll, beforeAll, expect, it} from '@jest/globals';
import {openCluster} from '../../src/cluster/client.js';
import {readExperimentResource} from '../../src/engine/experiment-resource.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {tutorialApp} from '../../src/local/workloads/app/behaviour.js';
import {KnativeStandIn} from '../../src/local/workloads/knative/stand-in.js';
import {INIT_EXPERIMENT} from '../../src/tasks/knative/init-experiment.js';
import {DEFAULT_POLICY} from '../../src/traffic/policy.js';
import {observeWeights, setWeights} from '../../src/traffic/traffic.js';
import {template} from '../local/workloads/knative/support.js';
import {conditionOf} from '../local/workloads/support.js';
import {testCluster} from '../support/cluster.js';
import {TUTORIAL_VERSIONS} from '../support/knative-service.js';
import {createExperiment, experimentsPath, installDefinitions} from './support/experiments.js';
import {installKnative, knativePath} from './support/knative.js';
import {itemContext} from '../../src/tasks/task.js';

const testing = await testCluster();
const {client, namespace, kubeconfigPath} = testing;
const cluster = await openCluster({kubeconfig: kubeconfigPath, env: {}});
const SERVICES = knativePath(namespace, 'services');
const stop = new AbortController();

beforeAll(() => Promise.all([installKnative(testing), installDefinitions(testing)]));

afterAll(() => {
  stop.abort();
  cluster.close();
});

/** As the tutorial's step 1 leaves it: the chart, then the chart with `experimental-values.yaml`. */
async function createService(): Promise<void> {
  const metadata = {name: 'sample-app'};
  const spec = {template: template('blue', {name: 'sample-app-v1'})};
  await client.ok('POST', SERVICES, {
    body: {apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata, spec},
  });
  const revision = `${knativePath(namespace, 'revisions')}/sample-app-v1`;
  await client.until(revision, ({body}) => conditionOf(body as unknown as JsonObject, 'Ready') === 'True');
  const upgraded = {
    template: template('green', {name: 'sample-app-v2'}),
    traffic: [
      {tag: 'current', revisionName: 'sample-app-v1', percent: 100},
      {tag: 'candidate', latestRevision: true, percent: 0},
    ],
  };
  const headers = {'content-type': 'application/merge-patch+json'};
  await client.ok('PATCH', `${SERVICES}/sample-app`, {body: {spec: upgraded}, headers});
}

async function readExperiment() {
  const resource = await client.ok('GET', `${experimentsPath(namespace)}/canary`);
  return readExperimentResource(resource as unknown as JsonObject);
}

it('finds the weights of a Service that is just being changed, and the server keeps them in the status alone', async () => {
  const knative = new KnativeStandIn({cluster, namespace, appOf: tutorialApp, onProblem: () => undefined});
  const standsIn = knative.run(stop.signal); // here, since Jest lets nothing be loaded between two hooks
  await createService();
  await createExperiment(testing, 'canary', {
    target: `${namespace}/sample-app`,
    strategy: {testingPattern: 'Canary'},
    duration: {intervalSeconds: 1, iterationsPerLoop: 1},
    versionInfo: TUTORIAL_VERSIONS,
  });
  const experiment = await readExperiment();
  const item = {index: 0, task: undefined, script: undefined, condition: undefined, inputs: {}};
  const outcome = await INIT_EXPERIMENT.run(item, itemContext({experiment, action: 'start', env: {}, cluster}));
  expect(outcome).toMatchObject({result: 'succeeded'});

  const kind = await cluster.findKind({group: 'iter8.tools', kind: 'Experiment'});
  const found = {...experiment.source, status: {versionInfo: outcome.versionInfo}};
  await cluster.replace(kind!, found, {subresource: 'status'});
  const stored = await readExperiment();
  expect(stored.source.spec).toEqual(experiment.source.spec);

  await setWeights(cluster, stored, {weights: [{version: 'current', percent: 60}, {version: 'candidate', percent: 40}], ...DEFAULT_POLICY}); // prettier-ignore
  const service = await client.ok('GET', `${SERVICES}/sample-app`);
  expect(service.spec).toMatchObject({traffic: [{percent: 60}, {percent: 40}]});
  expect(await observeWeights(cluster, stored, DEFAULT_POLICY)).toMatchObject({
    kind: 'observed',
    weights: [{version: 'current'}, {version: 'candidate'}],
  });
  stop.abort();
  await standsIn;
});
