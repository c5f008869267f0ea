import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from '@jest/globals';
import {openCluster} from '../../src/cluster/client.js';
import Pipeline from '../../src/commands/pipeline.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {nameOf, objectsOf, textOf, valueAt} from '../../src/local/apiserver/object.js';
import {startWorkloads, type Workloads} from '../../src/local/workloads/start.js';
import {httpRoute, untilShares} from '../local/workloads/mesh/support.js';
import {ask} from '../local/proxy/support.js';
import {SHAS} from '../operate/pipeline/support/play.js';
import {testCluster} from '../support/cluster.js';
import {runCommand} from '../support/run-command.js';
import {createAccount, type Rule} from './support/account.js';
import {ControllerProcess} from './support/controller-process.js';
import {installDefinitions} from './support/experiments.js';
import {installKnative} from './support/knative.js';
import {installMesh} from './support/mesh.js';

/** What docs/pipeline.md lists, where HTTPRoutes split the traffic and Istio is served too. */
const RIGHTS: readonly Rule[] = [
  rule('', 'services', 'get', 'list', 'create', 'update', 'patch'),
  rule('', 'pods', 'list', 'watch'),
  rule('apps', 'deployments', 'get', 'list', 'watch', 'create', 'patch', 'delete'),
  rule('discovery.k8s.io', 'endpointslices', 'list', 'watch'),
  rule('coordination.k8s.io', 'leases', 'get', 'list', 'watch', 'create', 'update', 'delete'),
  rule('gateway.networking.k8s.io', 'httproutes', 'get', 'list', 'create', 'update'),
  rule('networking.istio.io', 'virtualservices', 'list'),
  rule('networking.istio.io', 'destinationrules', 'list'),
  rule('iter8.tools', 'experiments', 'get', 'list', 'watch', 'create', 'patch'),
  rule('iter8.tools', 'metrics', 'get'),
];

const place = await testCluster();
const {client, namespace, kubeconfigPath, isReal} = place;
const admin = await openCluster({kubeconfig: kubeconfigPath, env: {}});
const ROUTES = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes`;
const SLICES = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
const stop = new AbortController();
const problems: string[] = [];
let workloads: Workloads | undefined;
let account: string;

beforeAll(async () => {
  await installDefinitions(place);
  await installKnative(place); // without which no stand-in goes on
  await installMesh(place);
  account = await createAccount(place, 'pipeline', RIGHTS);
  await client.ok('POST', `/apis/iter8.tools/v2alpha2/namespaces/${namespace}/metrics`, {body: latency()});
  const route = httpRoute({'iter8-demo': 1});
  const metadata = {name: 'by-hand', namespace};
  await client.ok('POST', ROUTES, {body: {...route, apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata}}); // prettier-ignore
  for (const tag of ['v100', 'v101', 'v102']) if (isReal) await createSlice(`iter8-demo-${tag}`);
  const controller = new ControllerProcess(place, '--no-leader-elect');
  place.atEnd(() => controller.stop());
}, 60_000);
afterAll(async () => {
  stop.abort();
  await workloads?.close();
  admin.close();
});

/** In the test, since Jest lets nothing be imported between tests, and our client imports lazily. */
async function start(): Promise<void> {
  const {signal} = stop;
  workloads = await startWorkloads({
    cluster: admin,
    namespace,
    onProblem: (problem) => problems.push(problem),
    hasDeploymentController: isReal,
    signal,
  });
}

function rule(group: string, resource: string, ...verbs: string[]): Rule {
  return {apiGroups: [group], resources: [resource], verbs};
}

function latency(): JsonObject {
  const levels = {v100: '10', v101: '1000000', v102: '10'}; // drawn from 0 to twice as much
  const mock = Object.entries(levels).map(([tag, level]) => ({name: `iter8-demo-${tag}`, level}));
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Metric',
    metadata: {name: 'mean-latency', namespace},
    spec: {type: 'Gauge', mock},
  };
}

/** No controller here tells that the Pods of a Service are ready. */
async function createSlice(service: string): Promise<void> {
  const metadata = {name: service, namespace, labels: {'kubernetes.io/service-name': service}};
  const endpoints = [{addresses: ['10.0.0.7'], conditions: {ready: true}}];
  const body = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    endpoints,
  };
  await client.ok('POST', SLICES, {body});
}

const sample = (file: string) =>
  readFileSync(join(import.meta.dirname, '../../samples/pipeline/config', file), 'utf8');

async function release(tag: string) {
  const cluster = await openCluster({kubeconfig: account, env: {}});
  const manifest = `${sample('service.yaml')}---\n${sample('deploy.yaml').replaceAll('v100', tag)}`;
  const argv = ['--manifest', 'deploy.yaml', '--service', 'iter8-demo', '--objective', 'mean-latency<=200'];
  const brief = ['--interval', '1s', '--iterations', '4', '--timeout', '40s'];
  const env = {PATH: '/nowhere', GIT_COMMIT: SHAS[tag]!};
  return runCommand(Pipeline, [...argv, ...brief], {cluster, files: {'deploy.yaml': manifest}, env});
}

async function deployments(): Promise<readonly string[]> {
  const list = await client.ok('GET', `/apis/apps/v1/namespaces/${namespace}/deployments`);
  const items = objectsOf((list as unknown as JsonObject).items);
  return items.map((item) => nameOf(item));
}

async function split(): Promise<Readonly<Record<string, number>>> {
  const route = (await client.ok('GET', `${ROUTES}/by-hand`)) as unknown as JsonObject;
  const [first] = objectsOf(valueAt(route, 'spec', 'rules'));
  const refs = objectsOf(first?.backendRefs).map(({name, weight}) => [textOf(name), Number(weight)] as const);
  return Object.fromEntries(refs.filter(([, weight]) => weight > 0));
}

/** Asks all the time, until it is told to end, and says what was no answer of a version. */
function users(): () => Promise<readonly string[]> {
  const failures: string[] = [];
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      const {status, body} = await ask(workloads!.gatewayUrl, {headers: {host: `iter8-demo.${namespace}`}});
      if (status !== 200) failures.push(`${status} ${body}`);
    }
  })();
  return async () => {
    over.abort();
    await asking;
    return failures;
  };
}

it('releases by HTTPRoutes, with no other rights than the documented ones, and loses no request', async () => {
  await start();
  const first = await release('v100');
  expect(problems).toEqual([]);
  expect([first.exitCode, first.err]).toEqual([0, expect.stringContaining('is live, the first version')]);
  const asking = {host: `iter8-demo.${namespace}`};
  await untilShares(workloads!.gatewayUrl, {v100: 10}, asking);
  const end = users();

  const lost = await release('v101');
  expect([lost.exitCode, lost.err]).toEqual([3, expect.stringContaining('iter8-demo-v101 is removed')]);
  expect([await deployments(), await split()]).toEqual([['iter8-demo-v100'], {'iter8-demo-v100': 100}]);

  const won = await release('v102');
  expect([won.exitCode, won.err]).toEqual([0, expect.stringContaining('iter8-demo-v100 is removed')]);
  expect([await deployments(), await split()]).toEqual([['iter8-demo-v102'], {'iter8-demo-v102': 100}]);
  await untilShares(workloads!.gatewayUrl, {v102: 10}, asking);
  expect(await end()).toEqual([]);
}, 120_000);
