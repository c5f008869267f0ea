import {describe, expect, it} from '@jest/globals';
import type {Cluster} from '../../../../src/cluster/port.js';
import {eventually} from '../../../support/servers.js';
import {ask, closeAfterEach} from '../../proxy/support.js';
import {demo, deploy, DEPLOYMENTS} from '../deployments/support.js';
import {ALL_ROUTERS, startTestWorkloads} from '../support.js';
import {
  DESTINATION_RULES,
  destinationRule,
  HTTP_ROUTES,
  httpRoute,
  service,
  SERVICES,
  setSpec,
  sharesOf,
  untilShares,
  VIRTUAL_SERVICES,
  virtualService,
} from './support.js';

closeAfterEach();

/** Apps answer at once; one that leaves stays until the end. */
const INSTANTLY = {
  clock: {
    sleep: (milliseconds: number, signal: AbortSignal) =>
      milliseconds < 1000
        ? Promise.resolve()
        : new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
  },
};
const PLACE = {namespace: 'default', name: 'iter8-demo'};
const GATEWAY_API = ALL_ROUTERS.filter((one) => JSON.stringify(one).includes('gateway.networking'));

/** The Service of the tutorial with these versions, which answer at once. */
async function serving(tags: readonly string[], definitions = ALL_ROUTERS) {
  const started = await startTestWorkloads({app: INSTANTLY}, definitions);
  await started.cluster.create(SERVICES, service());
  for (const tag of tags) await deploy(started.cluster, demo(tag));
  return {...started, url: started.workloads.gatewayUrl};
}

async function route(cluster: Cluster, weights: Readonly<Record<string, number>>): Promise<void> {
  await cluster.create(DESTINATION_RULES, destinationRule(...Object.keys(weights)));
  await cluster.create(VIRTUAL_SERVICES, virtualService(weights));
}

describe('a Service without a router', () => {
  it('sends requests evenly to all Pods that it selects', async () => {
    const {cluster, url, problems} = await serving(['v100', 'v101']);
    await untilShares(url, {v100: 5, v101: 5});
    await deploy(cluster, demo('v102', {replicas: 3}));
    await untilShares(url, {v100: 2, v101: 2, v102: 6});
    expect(problems).toEqual([]);
  });

  it('answers 503 before it has Pods and after', async () => {
    const {cluster, url} = await serving([]);
    await untilShares(url, {503: 10});
    await deploy(cluster, demo('v100'));
    await untilShares(url, {v100: 10});
    await cluster.delete(DEPLOYMENTS, {...PLACE, name: 'iter8-demo-v100'});
    await untilShares(url, {503: 10});
  });
});

describe('a VirtualService', () => {
  it('splits requests among subsets, exactly, and follows a change', async () => {
    const {cluster, url, problems} = await serving(['v100', 'v101']);
    await route(cluster, {v100: 80, v101: 20});
    await untilShares(url, {v100: 8, v101: 2});
    expect(await sharesOf(url, 100)).toEqual({v100: 80, v101: 20});
    await setSpec(cluster, VIRTUAL_SERVICES, virtualService({v100: 0, v101: 100}));
    await untilShares(url, {v101: 10});
    await cluster.delete(VIRTUAL_SERVICES, PLACE);
    await untilShares(url, {v100: 5, v101: 5});
    expect(problems).toEqual([]);
  });

  it('gives no request to a version that comes while another has all', async () => {
    const {cluster, url} = await serving(['v100']);
    await route(cluster, {v100: 100, v101: 0});
    await deploy(cluster, demo('v101'));
    expect(await sharesOf(url, 20)).toEqual({v100: 20});
  });

  it('has 503 as the answer of a subset without Pods', async () => {
    const {cluster, url} = await serving(['v100']);
    await route(cluster, {v100: 50, v101: 50});
    await untilShares(url, {v100: 5, 503: 5});
  });

  it('is obeyed where its version is v1beta1', async () => {
    const {cluster, url} = await serving(['v100', 'v101']);
    await cluster.create(DESTINATION_RULES, destinationRule('v100', 'v101'));
    await cluster.create({...VIRTUAL_SERVICES, version: 'v1beta1'}, virtualService({v100: 10, v101: 90}));
    await untilShares(url, {v100: 1, v101: 9});
  });

  it('with weights that are none is refused by the server', async () => {
    const {cluster} = await serving([]);
    await expect(cluster.create(VIRTUAL_SERVICES, virtualService({v100: -1}))).rejects.toThrow('weight');
  });
});

describe('an HTTPRoute with the Service as its parent', () => {
  it.each([
    ['beside the kinds of Istio', ALL_ROUTERS],
    ['alone', GATEWAY_API],
  ])('splits requests among Services, %s', async (_where, definitions) => {
    const {cluster, url, problems} = await serving(['v100', 'v101'], definitions);
    for (const version of ['v100', 'v101']) {
      await cluster.create(SERVICES, service(`iter8-demo-${version}`, {app: 'demo', version}));
    }
    await cluster.create(HTTP_ROUTES, httpRoute({'iter8-demo-v100': 70, 'iter8-demo-v101': 30}));
    await untilShares(url, {v100: 7, v101: 3});
    await setSpec(cluster, HTTP_ROUTES, httpRoute({'iter8-demo-v100': 0, 'iter8-demo-v101': 1}));
    await untilShares(url, {v101: 10});
    expect(problems).toEqual([]);
  });
});

describe('requests under way', () => {
  it('are answered by their version when weights change and when it goes', async () => {
    const waiting: (() => void)[] = [];
    const sleep = () => new Promise<void>((resolve) => waiting.push(resolve));
    const {cluster, workloads} = await startTestWorkloads({app: {clock: {sleep}}}, ALL_ROUTERS);
    await cluster.create(SERVICES, service());
    await deploy(cluster, demo('v100'));
    await deploy(cluster, demo('v102', {env: {BEHAVIOUR: 'latency=1'}}));
    await route(cluster, {v100: 100, v102: 0});
    const answers = [ask(workloads.gatewayUrl), ask(workloads.gatewayUrl)];
    await eventually(() => waiting.length === 2, 'two requests under way');
    await setSpec(cluster, VIRTUAL_SERVICES, virtualService({v100: 0, v102: 100}));
    await cluster.delete(DEPLOYMENTS, {...PLACE, name: 'iter8-demo-v100'});
    await eventually(() => waiting.length === 3, 'the app that leaves waits for its last requests');
    waiting.slice(0, 2).forEach((wake) => wake());
    for (const {status} of await Promise.all(answers)) expect(status).toBe(200);
  });

  it('are never lost while weights go up and down and a version is replaced', async () => {
    const {cluster, url, problems} = await serving(['v100', 'v101']);
    await route(cluster, {v100: 100, v101: 0});
    await untilShares(url, {v100: 10});
    const stop = new AbortController();
    const statuses = new Set<number>();
    const load = Array.from({length: 8}, async () => {
      while (!stop.signal.aborted) statuses.add((await ask(url)).status);
    });
    for (const weight of [20, 40, 60, 80, 100]) {
      await setSpec(cluster, VIRTUAL_SERVICES, virtualService({v100: 100 - weight, v101: weight}));
    }
    await untilShares(url, {v101: 10});
    await cluster.delete(DEPLOYMENTS, {...PLACE, name: 'iter8-demo-v100'});
    const {spec} = demo('v101', {image: 'other/iter8-demo:v101', replicas: 2});
    await cluster.patch(DEPLOYMENTS, {...PLACE, name: 'iter8-demo-v101'}, {kind: 'merge', value: {spec: spec!}});
    await untilShares(url, {v101: 10});
    stop.abort();
    await Promise.all(load);
    expect([...statuses]).toEqual([200]);
    expect(problems).toEqual([]);
  });
});

describe('the gateway', () => {
  it.each([
    'iter8-demo',
    'iter8-demo.default',
    'ITER8-DEMO.default.svc',
    'iter8-demo.default.svc.cluster.local:80',
  ])('finds the Service by the host %s', async (host) => {
    const {cluster, url} = await serving(['v100']);
    await cluster.create(SERVICES, service('second'));
    await untilShares(url, {v100: 10}, {host});
  });

  it('finds rules by a host that only a VirtualService has', async () => {
    const {cluster, url} = await serving(['v100', 'v101']);
    await cluster.create(DESTINATION_RULES, destinationRule('v100', 'v101'));
    await cluster.create(VIRTUAL_SERVICES, virtualService({v100: 0, v101: 100}, ['demo.example.com']));
    await untilShares(url, {v101: 10}, {host: 'demo.example.com'});
    expect(await sharesOf(url, 2, {host: 'iter8-demo.default'})).toEqual({v100: 1, v101: 1});
  });

  it('finds one of several Services by a path, and none without', async () => {
    const {cluster, url} = await serving(['v100', 'v101']);
    await cluster.create(SERVICES, service('second', {version: 'v101'}));
    await untilShares(url, {v101: 10}, {path: '/default/second/any?thing'});
    expect(await sharesOf(url, 3)).toEqual({404: 3});
  });

  it('needs neither host nor path where one Service alone has Pods', async () => {
    const {cluster, url} = await serving(['v100']);
    await cluster.create(SERVICES, service('empty', {app: 'empty'}));
    await untilShares(url, {v100: 10});
    await untilShares(url, {503: 10}, {host: 'empty'});
  });

  it('says which hosts there are, for one that it does not know', async () => {
    const {url} = await serving(['v100']);
    await untilShares(url, {v100: 10});
    expect(await ask(url, {headers: {host: 'shop.example.com'}})).toMatchObject({
      status: 404,
      body: 'no Service for host "shop.example.com": there are iter8-demo.default.svc.cluster.local\n',
    });
  });
});

describe('what the gateway measures', () => {
  it('is counted by version, with the words of Istio', async () => {
    const {cluster, workloads, url} = await serving(['v100']);
    await deploy(cluster, demo('v101', {env: {BEHAVIOUR: 'latency=5,error-rate=0.5'}}));
    await route(cluster, {v100: 80, v101: 20});
    await untilShares(url, {v100: 8, v101: 1, 500: 1});
    const {body} = await ask(workloads.scrapeUrl);
    const counted = [...body.matchAll(/^istio_requests_total\{(.*)\} (\d+)$/gm)].map(([, labels = '', count]) => {
      const value = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(labels)?.[1];
      const place = [
        value('destination_service_name'),
        value('destination_workload_namespace'),
        value('reporter'),
      ];
      expect(place).toEqual(['iter8-demo', 'default', 'source']);
      return [value('destination_workload'), value('response_code'), Number(count)] as const;
    });
    const total = counted.reduce((sum, [, , count]) => sum + count, 0);
    expect(new Set(counted.map(([workload, code]) => `${workload} ${code}`))).toEqual(
      new Set(['iter8-demo-v100 200', 'iter8-demo-v101 200', 'iter8-demo-v101 500']),
    );
    const durations = [...body.matchAll(/^istio_request_duration_milliseconds_count\{.*\} (\d+)$/gm)];
    expect(durations.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(total);
    expect(body).toMatch(
      /^istio_request_duration_milliseconds_bucket\{le="250",.*destination_workload="iter8-demo-v100"/m,
    );
  });
});
