import {afterAll, afterEach, beforeAll, describe, expect, it} from '@jest/globals';
import {openCluster} from '../../src/cluster/client.js';
import {startWorkloads, type Workloads} from '../../src/local/workloads/start.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {objectsOf, textOf, valueAt} from '../../src/local/apiserver/object.js';
import {colours, conditionOf} from '../local/workloads/support.js';
import {split, template} from '../local/workloads/knative/support.js';
import type {ApiObject} from '../support/api-client.js';
import {testCluster} from '../support/cluster.js';
import {demo} from '../local/workloads/deployments/support.js';
import {
  destinationRule,
  httpRoute,
  service,
  untilShares,
  virtualService,
} from '../local/workloads/mesh/support.js';
import {installMesh} from './support/mesh.js';
import {installKnative, knativePath} from './support/knative.js';
import {until} from './support/until.js';

const testing = await testCluster();
const {client, namespace, kubeconfigPath} = testing;
const cluster = await openCluster({kubeconfig: kubeconfigPath, env: {}});
const SERVICES = knativePath(namespace, 'services');
const JOBS = `/apis/batch/v1/namespaces/${namespace}/jobs`;
const problems: string[] = [];
let workloads: Workloads | undefined;

beforeAll(() => installKnative(testing));
beforeAll(() => installMesh(testing));
afterAll(() => cluster.close());
afterEach(() => workloads?.close());

/** In each test anew, since Jest lets nothing be imported between tests, and our client imports lazily. */
async function start(): Promise<void> {
  const onProblem = (problem: string) => problems.push(problem);
  const {signal} = new AbortController();
  const hasDeploymentController = testing.isReal;
  workloads = await startWorkloads({cluster, namespace, onProblem, hasDeploymentController, signal});
}

const asJson = (object: ApiObject) => object as unknown as JsonObject;

/** The Service once its status tells of its present spec. */
async function settled(name: string): Promise<JsonObject> {
  const service = await client.until(`${SERVICES}/${name}`, ({status, body}) => {
    const observed = valueAt(asJson(body), 'status', 'observedGeneration');
    return status === 200 && observed === body.metadata.generation;
  });
  return asJson(service);
}

async function change(name: string, spec: JsonObject): Promise<JsonObject> {
  const headers = {'content-type': 'application/merge-patch+json'};
  await client.ok('PATCH', `${SERVICES}/${name}`, {body: {spec}, headers});
  return settled(name);
}

async function create(name: string, spec: JsonObject): Promise<JsonObject> {
  const body = {apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: {name}, spec};
  await client.ok('POST', SERVICES, {body});
  return settled(name);
}

describe('the stand-in for Knative', () => {
  it('splits traffic among the revisions of a Service, and follows a change', async () => {
    await start();
    const first = await create('app', {template: template('blue', {name: 'app-v1'})});
    expect(conditionOf(first, 'Ready')).toBe('True');
    const second = await change('app', {template: template('green', {name: 'app-v2'}), traffic: split(90, 10)});
    const url = textOf(valueAt(second, 'status', 'address', 'url'));
    expect(await colours(url, 100)).toEqual({blue: 90, green: 10});
    await change('app', {traffic: split(20, 80)});
    expect(await colours(url, 100)).toEqual({blue: 20, green: 80});
    expect(problems).toEqual([]);
  });

  it('leaves revisions to the server to remove after their Service', async () => {
    await start();
    await create('gone', {template: template('blue')});
    const revision = `${knativePath(namespace, 'revisions')}/gone-00001`;
    expect(conditionOf(asJson(await client.ok('GET', revision)), 'Ready')).toBe('True');
    await client.ok('DELETE', `${SERVICES}/gone`);
    const isGone = async () => (await client.request('GET', revision)).status === 404;
    await until(isGone, 'the revision is gone', 50); // a garbage collector looks for new kinds every 30 s
    expect(problems).toEqual([]);
  });
});

/** Beside a server that has a controller for Jobs, it deals only with those that are told to be another's. */
async function createJob(name: string, container: JsonObject): Promise<JsonObject> {
  const containers = [{name: 'main', ...container}];
  const spec = {managedBy: 'iter8.tools/stand-in', template: {spec: {restartPolicy: 'Never', containers}}};
  await client.ok('POST', JOBS, {body: {apiVersion: 'batch/v1', kind: 'Job', metadata: {name}, spec}});
  const isOver = (job: ApiObject) =>
    ['Complete', 'Failed'].some((type) => conditionOf(asJson(job), type) === 'True');
  return asJson(await client.until(`${JOBS}/${name}`, ({body}) => isOver(body)));
}

const IN_APPS = `/apis/apps/v1/namespaces/${namespace}`;
const IN_ISTIO = `/apis/networking.istio.io/v1/namespaces/${namespace}`;
const IN_CORE = `/api/v1/namespaces/${namespace}`;
const IN_GATEWAY_API = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}`;

/** Creates an object of the helpers here, whatever namespace they give it. */
async function createAt(path: string, object: JsonObject): Promise<void> {
  const [group, kind = ''] = [
    path.replace(/^\/apis?\/|\/namespaces.*/g, ''),
    KINDS_BY_PLURAL[path.split('/').at(-1)!],
  ];
  const metadata = {...(object.metadata as JsonObject), namespace};
  await client.ok('POST', path, {body: {...object, apiVersion: group, kind, metadata}});
}

const KINDS_BY_PLURAL: Readonly<Record<string, string>> = {
  deployments: 'Deployment',
  services: 'Service',
  virtualservices: 'VirtualService',
  destinationrules: 'DestinationRule',
  httproutes: 'HTTPRoute',
};

async function deployed(tag: string, env: Record<string, string> = {BEHAVIOUR: 'latency=2'}): Promise<JsonObject> {
  await createAt(`${IN_APPS}/deployments`, demo(tag, {env}));
  const path = `${IN_CORE}/pods?labelSelector=version=${tag}`;
  const isSettled = (pods: readonly JsonObject[]) =>
    pods.length > 0 && pods.every((pod) => objectsOf(valueAt(pod, 'status', 'containerStatuses')).length > 0);
  const list = await client.until(path, ({body}) => isSettled(objectsOf(asJson(body).items)));
  return objectsOf(asJson(list).items)[0]!;
}

describe('the stand-ins for Pods and a mesh', () => {
  it('run the Pods of Deployments and split their traffic, by one router and by the other', async () => {
    await start();
    const asking = {host: `iter8-demo.${namespace}`};
    const url = workloads!.gatewayUrl;
    await createAt(`${IN_CORE}/services`, service());
    expect(conditionOf(await deployed('v100'), 'Ready')).toBe('True');
    await untilShares(url, {v100: 10}, asking);
    await createAt(`${IN_ISTIO}/destinationrules`, destinationRule('v100', 'v102'));
    await createAt(`${IN_ISTIO}/virtualservices`, virtualService({v100: 80, v102: 20}));
    await deployed('v102');
    await untilShares(url, {v100: 8, v102: 2}, asking);
    const isAvailable = (one: ApiObject) => conditionOf(asJson(one), 'Available') === 'True';
    await client.until(`${IN_APPS}/deployments/iter8-demo-v102`, ({body}) => isAvailable(body));
    const headers = {'content-type': 'application/merge-patch+json'};
    const body = {spec: virtualService({v100: 0, v102: 100}).spec};
    await client.ok('PATCH', `${IN_ISTIO}/virtualservices/iter8-demo`, {body, headers});
    await untilShares(url, {v102: 10}, asking);
    await client.ok('DELETE', `${IN_APPS}/deployments/iter8-demo-v100`);
    const isGone = async () => {
      const pods = await client.ok('GET', `${IN_CORE}/pods?labelSelector=version=v100`);
      return objectsOf(asJson(pods).items).length === 0;
    };
    await until(isGone, 'the Pods of the loser are gone');
    await untilShares(url, {v102: 10}, asking);
    await client.ok('DELETE', `${IN_ISTIO}/virtualservices/iter8-demo`);
    await createAt(`${IN_CORE}/services`, service('iter8-demo-v102', {version: 'v102'}));
    await createAt(`${IN_GATEWAY_API}/httproutes`, httpRoute({'iter8-demo-v102': 50, nosuch: 50}));
    await untilShares(url, {v102: 5, 503: 5}, asking);
    expect(problems).toEqual([]);
  });

  it('tell of a crash in words that the server takes', async () => {
    await start();
    const pod = await deployed('v103', {BEHAVIOUR: 'crash'});
    expect(JSON.stringify(pod.status)).toContain('CrashLoopBackOff');
    expect(conditionOf(pod, 'Ready')).toBe('ContainersNotReady');
    expect(problems).toEqual([]);
  });
});

describe('the stand-in for Jobs', () => {
  it('runs the load of fortio', async () => {
    await start();
    const service = await create('loaded', {template: template('blue')});
    const url = textOf(valueAt(service, 'status', 'address', 'url'));
    const job = await createJob('fortio', {
      image: 'fortio/fortio',
      args: ['load', '-n', '20', '-qps', '200', url],
    });
    expect(job.status).toMatchObject({succeeded: 1});
    const pods = await client.ok('GET', `/api/v1/namespaces/${namespace}/pods?labelSelector=job-name=fortio`);
    expect(objectsOf(asJson(pods).items).map((pod) => valueAt(pod, 'status', 'phase'))).toEqual(['Succeeded']);
    expect(problems).toEqual([]);
  });

  it('lets other Jobs fail with words that the server takes', async () => {
    await start();
    const job = await createJob('script', {image: 'alpine', command: ['sh', '-c', 'true']});
    expect(JSON.stringify(job.status)).toContain('no containers are run here');
    expect(problems).toEqual([]);
  });
});
