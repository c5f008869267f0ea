import {expect, it} from '@jest/globals';
import {openCluster} from '../../src/cluster/client.js';
import {quantityToNumber} from '../../src/experiment/quantity.js';
import {startWorkloads} from '../../src/local/workloads/start.js';
import {createHttpClient} from '../../src/metrics/http/client.js';
import {JqThread} from '../../src/metrics/jq/thread.js';
import {parseMetric} from '../../src/metrics/parse-metric.js';
import {queryMetric} from '../../src/metrics/query.js';
import {readyMadeMetrics} from '../../src/metrics/ready-made/ready-made.js';
import {apply} from '../../src/operate/sandbox/apply.js';
import {Programs} from '../cluster/canary/programs.js';
import {startPrometheus} from '../cluster/canary/prometheus.js';
import {demo, deploy} from '../local/workloads/deployments/support.js';
import {
  DESTINATION_RULES,
  destinationRule,
  service,
  SERVICES,
  untilShares,
  VIRTUAL_SERVICES,
  virtualService,
} from '../local/workloads/mesh/support.js';
import {ALL_ROUTERS, colours} from '../local/workloads/support.js';
import {testCluster} from '../support/cluster.js';

const testing = await testCluster();
const {folder, kubeconfigPath, atEnd} = testing;
const QUICK = 'iter8-demo-v100';
const SLOW = 'iter8-demo-v101';
const REQUESTS = 400;

/** Two versions that get the same number of requests: one quick and sound, one slow, with an error in five answers. */
async function startVersions() {
  const cluster = await openCluster({kubeconfig: kubeconfigPath, env: {}});
  const {signal} = new AbortController();
  await apply(cluster, ALL_ROUTERS, signal);
  const workloads = await startWorkloads({cluster, onProblem: () => undefined, signal});
  atEnd(async () => {
    await workloads.close();
    cluster.close();
  });
  await cluster.create(SERVICES, service());
  await deploy(cluster, demo('v100', {env: {BEHAVIOUR: 'latency=5'}}));
  await deploy(cluster, demo('v101', {env: {BEHAVIOUR: 'latency=200,error-rate=0.2'}, replicas: 2}));
  await cluster.create(DESTINATION_RULES, destinationRule('v100', 'v101'));
  await cluster.create(VIRTUAL_SERVICES, virtualService({v100: 50, v101: 50}));
  await untilShares(workloads.gatewayUrl, {v100: 5, v101: 4, 500: 1});
  return workloads;
}

/** Asks all ready-made metrics of Istio, as the engine does. */
async function valuesOf(prometheusUrl: string, name: string): Promise<Record<string, number | string>> {
  const jq = new JqThread();
  const http = createHttpClient({policy: {allowPrivate: true}});
  const deps = {http, jq, readSecret: () => Promise.resolve(undefined)};
  const version = {name, variables: new Map([['namespace', 'default']])};
  const values: Record<string, number | string> = {};
  for (const resource of readyMadeMetrics('istio', {prometheusUrl})) {
    const metric = parseMetric(resource);
    const outcome = await queryMetric({metric, version, context: {elapsedSeconds: 60}}, deps);
    values[metric.name] = outcome.kind === 'value' ? quantityToNumber(outcome.value) : outcome.reason;
  }
  await jq.close();
  return values;
}

async function countOf(prometheusUrl: string, query: string): Promise<number> {
  const response = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(query)}`);
  const {data} = (await response.json()) as {data: {result: readonly {value: [number, string]}[]}};
  return Number(data.result[0]?.value[1] ?? 0);
}

async function untilCounted(
  prometheusUrl: string,
  query: string,
  isEnough: (count: number) => boolean,
): Promise<number> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const count = await countOf(prometheusUrl, query);
    if (isEnough(count)) return count;
    if (Date.now() > deadline) throw new Error(`${query} is still ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it('a real Prometheus that scrapes the gateway gives the ready-made metrics of Istio what the versions did', async () => {
  const {gatewayUrl, scrapeUrl} = await startVersions();
  const {host, pathname} = new URL(scrapeUrl);
  const url = await startPrometheus(new Programs(testing), folder, [host], pathname);
  const before = await untilCounted(url, 'sum(istio_requests_total)', (count) => count > 0);
  await colours(gatewayUrl, REQUESTS);
  const after = await untilCounted(url, 'sum(istio_requests_total)', (count) => count >= before + REQUESTS);
  expect(after).toBe(before + REQUESTS);
  const [quick, slow] = [await valuesOf(url, QUICK), await valuesOf(url, SLOW)];
  expect(quick).toMatchObject({'error-count': 0, 'error-rate': 0, 'le500ms-latency-percentile': 1});
  expect(slow['error-rate']).toBeCloseTo(0.2, 1);
  expect(Math.abs((slow['request-count'] as number) / (quick['request-count'] as number) - 1)).toBeLessThan(0.1);
  expect(slow['mean-latency']).toBeGreaterThan(200);
  expect(slow['mean-latency']).toBeGreaterThan((quick['mean-latency'] as number) + 100);
  expect(quick['mean-latency']).toBeGreaterThan(5);
  expect((await valuesOf(url, 'nosuch'))['mean-latency']).toContain('not there');
});
