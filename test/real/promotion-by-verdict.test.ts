import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {delimiter, join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, it} from '@jest/globals';
import {load} from 'js-yaml';
import {TASK_ACCOUNT} from '../../src/engine/jobs/account.js';
import {isOver} from '../../src/engine/controller/supervisor.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {secretRoles} from '../../src/operate/install/roles.js';
import {testTools} from '../support/test-tools.js';
import {testCluster} from '../support/cluster.js';
import {ControllerProcess} from '../cluster/support/controller-process.js';
import {
  createExperiment,
  createMetric,
  experimentsPath,
  installDefinitions,
} from '../cluster/support/experiments.js';
import {installKnative, knativePath} from '../cluster/support/knative.js';
import {Kubelet} from '../cluster/support/kubelet.js';
import {until} from '../cluster/support/until.js';

const SAMPLES = join(import.meta.dirname, '../../samples/knative/canaryprogressive');
const CHART = join(SAMPLES, 'sample-app');
/** Where the chart of the tutorial puts the app, whatever the namespace of the release. */
const APP_NAMESPACE = 'default';
const RBAC = 'rbac.authorization.k8s.io';

/** On the embedded server under `npm run test:real`, on a real one under `npm run test:cluster`. */
const cluster = await testCluster();
const {client, namespace, folder, kubeconfigPath} = cluster;
const run = promisify(execFile);

process.env.PATH = [join(testTools('v35'), 'helm'), join(testTools('v35'), 'kubectl'), process.env.PATH].join(
  delimiter,
);
const env = {PATH: process.env.PATH, KUBECONFIG: kubeconfigPath, HOME: folder};

await installDefinitions(cluster);
await installKnative(cluster);
await Promise.all([
  createMetric(cluster, 'better', {current: 0, candidate: 0}),
  createMetric(cluster, 'worse', {current: 0, candidate: 1000}),
  createMetric(cluster, 'request-count', {current: 10, candidate: 10}),
]);
await allowHelmInJobs();
await Kubelet.start(cluster);

/** What docs/install.md tells users to give the account, where roles have an effect. */
async function allowHelmInJobs(): Promise<void> {
  const metadata = {name: TASK_ACCOUNT, namespace};
  await client.ok('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, {body: {metadata}});
  if (!cluster.isReal) return;
  const [secrets] = secretRoles().filter(
    (role) => (role.metadata as JsonObject).name === 'iter8-secret-reader-writer',
  );
  const services = {apiGroups: ['serving.knative.dev'], resources: ['services'], verbs: ['*']};
  await allow(namespace, secrets!.rules as JsonObject[]);
  await allow(APP_NAMESPACE, [services]);
}

async function allow(place: string, rules: readonly JsonObject[]): Promise<void> {
  const path = `/apis/${RBAC}/v1/namespaces/${place}`;
  const metadata = {name: `${TASK_ACCOUNT}-${namespace}`};
  const roleRef = {apiGroup: RBAC, kind: 'Role', name: metadata.name};
  const subjects = [{kind: 'ServiceAccount', name: TASK_ACCOUNT, namespace}];
  await client.ok('POST', `${path}/roles`, {body: {metadata, rules: [...rules]}});
  await client.ok('POST', `${path}/rolebindings`, {body: {metadata, roleRef, subjects}});
  for (const plural of ['rolebindings', 'roles']) {
    cluster.atEnd(() => client.ok('DELETE', `${path}/${plural}/${metadata.name}`));
  }
}

interface TutorialSpec {
  readonly strategy: {
    readonly actions: {readonly finish: readonly [{readonly with: {readonly args: readonly string[]}}]};
  };
  readonly versionInfo: JsonObject;
}

/** The finish action and the versions of the tutorial; the chart by its whole path, and in the test's namespace. */
async function tutorialSpec(release: string): Promise<JsonObject> {
  const text = await readFile(join(SAMPLES, 'experiment.yaml'), 'utf8');
  const {strategy, versionInfo} = (load(text) as {spec: TutorialSpec}).spec;
  const [item] = strategy.actions.finish;
  const args = item.with.args.map((arg) =>
    arg
      .replace('samples/knative/canaryprogressive/sample-app', CHART)
      .replace('--namespace=iter8-system', `--namespace=${namespace}`)
      .replace(/^sample-app$/, release),
  );
  const withArgs = {...item, with: {...item.with, args}} as JsonObject;
  return {
    target: `${namespace}/sample-app`,
    strategy: {testingPattern: 'Canary', deploymentPattern: 'FixedSplit', actions: {finish: [withArgs]}},
    duration: {intervalSeconds: 1, iterationsPerLoop: 1},
    versionInfo,
  };
}

const helm = (...argv: string[]) => run('helm', [...argv, '--namespace', namespace], {env});

/** Steps 1 of the tutorial: the baseline, then the candidate beside it. */
async function installBoth(release: string): Promise<void> {
  await helm('upgrade', '--install', release, CHART, `--values=${CHART}/values.yaml`);
  await helm('upgrade', '--install', release, CHART, `--values=${SAMPLES}/experimental-values.yaml`);
}

async function revisionOfApp(): Promise<unknown> {
  const {spec} = await client.ok('GET', `${knativePath(APP_NAMESPACE, 'services')}/sample-app`);
  return (spec as {template: {metadata: {name: string}}}).template.metadata.name;
}

describe.each([
  ['as a Job', ['--task-image', 'iter8ctl:test']],
  ['as a child of the controller', ['--local-tasks']],
])("the tutorial's finish action, %s", (_where, flags) => {
  it.each([
    ['promotes the candidate that won', 'better', 'sample-app-v2'],
    ['installs the baseline again when the candidate lost', 'worse', 'sample-app-v1'],
  ])('%s', async (_what, metric, revision) => {
    const name = `${metric}-${flags.length}`;
    const place = flags.length === 1 ? 'local' : 'job';
    const release = `${metric}-${place}`;
    await installBoth(release);
    expect(await revisionOfApp()).toBe('sample-app-v2');
    const controller = new ControllerProcess(cluster, '--no-leader-elect', ...flags);
    const criteria = {objectives: [{metric, upperLimit: '50'}]};
    await createExperiment(cluster, name, {...(await tutorialSpec(release)), criteria});
    const read = async () => (await client.ok('GET', `${experimentsPath(namespace)}/${name}`)) as JsonObject;
    await until(async () => isOver(await read()), `${name} is over`);
    await controller.stop();
    expect((await read()).status).toMatchObject({actions: {finish: {state: 'succeeded'}}});
    expect(await revisionOfApp()).toBe(revision);
    const history = JSON.parse((await helm('history', release, '-o', 'json')).stdout) as unknown[];
    expect(history).toMatchObject([{revision: 1}, {revision: 2}, {revision: 3, status: 'deployed'}]);
    await helm('uninstall', release);
  });
});
