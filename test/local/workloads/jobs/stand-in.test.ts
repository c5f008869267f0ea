import {describe, expect, it} from '@jest/globals';
import type {ResourceKind} from '../../../../src/cluster/port.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {nameOf, valueAt} from '../../../../src/local/apiserver/object.js';
import {eventually} from '../../../support/servers.js';
import {closeAfterEach, serve} from '../../proxy/support.js';
import {conditionOf, startTestWorkloads, untilObject} from '../support.js';

closeAfterEach();

const JOBS: ResourceKind = {group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', isNamespaced: true};
const PODS: ResourceKind = {group: '', version: 'v1', kind: 'Pod', plural: 'pods', isNamespaced: true};

function job(container: JsonObject, more: JsonObject = {}): JsonObject {
  const containers = [{name: 'main', image: 'fortio/fortio', ...container}];
  return {
    metadata: {name: 'fortio', namespace: 'default'},
    spec: {template: {spec: {restartPolicy: 'Never', containers}}, ...more},
  };
}

const isOver = (object: JsonObject) =>
  conditionOf(object, 'Complete') === 'True' || conditionOf(object, 'Failed') === 'True';

/** A server that counts its requests. */
async function counting() {
  const asked = {count: 0};
  const {url, sockets} = await serve((_request, response) => {
    asked.count += 1;
    response.end('ok');
  });
  return {url, asked, sockets};
}

describe('a Job of fortio', () => {
  it('sends its load, completes, and leaves a Pod with a log', async () => {
    const {server, cluster, problems} = await startTestWorkloads();
    const {url, asked} = await counting();
    await cluster.create(JOBS, job({args: ['load', '-n', '40', '-qps', '400', url]}));
    const done = await untilObject(cluster, [JOBS, 'fortio'], isOver);
    expect(asked.count).toBe(40);
    expect(done.status).toMatchObject({succeeded: 1, active: 0});
    expect(conditionOf(done, 'Complete')).toBe('True');
    const {items} = await cluster.list(PODS, {namespace: 'default', labelSelector: 'job-name=fortio'});
    expect(items.map((pod) => valueAt(pod, 'status', 'phase'))).toEqual(['Succeeded']);
    const log = await cluster.getText(`/api/v1/namespaces/default/pods/${nameOf(items[0]!)}/log`);
    expect(log).toContain(`iter8ctl sends 400 queries per second over 4 connections to ${url}`);
    expect(log).toMatch(/Code 200 : 40 \(100\.0 %\)\nAll done 40 calls in 0\.\d s, [\d.]+ ms avg, /);
    expect(server.logs.text('default', nameOf(items[0]!))).toBe(log);
    expect(problems).toEqual([]);
  });

  it('is active meanwhile, and its load ends when it is deleted', async () => {
    const {cluster} = await startTestWorkloads();
    const {url, asked, sockets} = await counting();
    await cluster.create(JOBS, job({args: ['load', '-t', '6000s', '-qps', '200', '$(URL)'], env: [{name: 'URL', value: url}]})); // prettier-ignore
    const running = await untilObject(cluster, [JOBS, 'fortio'], (one) => valueAt(one, 'status', 'active') === 1);
    expect(running.status).toMatchObject({startTime: expect.any(String) as unknown});
    await eventually(() => asked.count > 5, 'load flows');
    await cluster.delete(JOBS, {namespace: 'default', name: 'fortio'});
    await eventually(() => sockets.size === 0, 'no connections of the load');
  });

  it('is run although another container beside it is not', async () => {
    const {cluster} = await startTestWorkloads();
    const {url} = await counting();
    const both = job({args: ['load', '-n', '4', '-qps', '400', url]});
    const sleeper = {name: 'wait', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 6000']};
    const containers = [sleeper, ...(valueAt(both, 'spec', 'template', 'spec', 'containers') as JsonObject[])];
    const spec = {template: {spec: {restartPolicy: 'Never', containers}}};
    await cluster.create(JOBS, {...both, spec});
    expect(conditionOf(await untilObject(cluster, [JOBS, 'fortio'], isOver), 'Complete')).toBe('True');
  });
});

it.each([
  ['a script', {image: 'alpine', command: ['sh', '-c', 'echo hello']}, 'alpine: no containers are run here'],
  [
    'a flag that is not known',
    {args: ['load', '-grpc-ping', 'http://app']},
    '-grpc-ping http://app: no containers',
  ],
  ['no address', {args: ['load', 'sample-app']}, '"sample-app" is no URL'],
  ['a rate that is none', {args: ['load', '-qps', 'many', 'http://app']}, 'qps of the load must be a number'],
])('a Job of %s fails and says what would run', async (_what, container, message) => {
  const {cluster, problems} = await startTestWorkloads();
  await cluster.create(JOBS, job(container));
  const failed = await untilObject(cluster, [JOBS, 'fortio'], isOver);
  expect(conditionOf(failed, 'Failed')).toBe('True');
  expect(JSON.stringify(failed.status)).toContain(JSON.stringify(message).slice(1, -1));
  expect(problems).toEqual([]);
});

it('Jobs of others are left alone', async () => {
  const {cluster} = await startTestWorkloads({jobSelector: '!iter8.tools/task'});
  const others = job({command: ['sh', '-c', 'true'], image: 'alpine'});
  await cluster.create(JOBS, {...others, metadata: {name: 'task', namespace: 'default', labels: {'iter8.tools/task': 'x'}}}); // prettier-ignore
  await cluster.create(JOBS, job({command: ['sh', '-c', 'true'], image: 'alpine'}));
  await untilObject(cluster, [JOBS, 'fortio'], isOver);
  const task = await cluster.get(JOBS, {namespace: 'default', name: 'task'});
  expect(isOver(task)).toBe(false);
});
