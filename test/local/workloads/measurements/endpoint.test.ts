import {describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {quantityToNumber} from '../../../../src/experiment/quantity.js';
import {textOf, valueAt} from '../../../../src/local/apiserver/object.js';
import {createHttpClient} from '../../../../src/metrics/http/client.js';
import {JqThread} from '../../../../src/metrics/jq/thread.js';
import {fullNameOf} from '../../../../src/metrics/metric.js';
import {parseMetric} from '../../../../src/metrics/parse-metric.js';
import {queryMetric} from '../../../../src/metrics/query.js';
import type {QueriedVersion} from '../../../../src/metrics/template.js';
import {closeAfterEach, closing} from '../../proxy/support.js';
import {demo, deploy} from '../deployments/support.js';
import {change, service, SERVICES, settled, split, template} from '../knative/support.js';
import {
  DESTINATION_RULES,
  destinationRule,
  service as routedService,
  SERVICES as ROUTED_SERVICES,
  untilShares,
  VIRTUAL_SERVICES,
  virtualService,
} from '../mesh/support.js';
import {ALL_ROUTERS, colours, get, startTestWorkloads, type TestWorkloads} from '../support.js';

closeAfterEach();

/** A quick baseline `app-v1` and a candidate `app-v2` that is slow and fails often; 200 requests, half to each. */
async function measured(): Promise<TestWorkloads & {readonly candidateUrl: string}> {
  const started = await startTestWorkloads();
  const {cluster} = started;
  await cluster.create(SERVICES, service({template: template('blue', {name: 'app-v1'})}));
  await settled(cluster);
  const bad = template('green', {name: 'app-v2', behaviour: 'latency=40±10,error-rate=0.1'});
  await change(cluster, {template: bad, traffic: split(50, 50)});
  const {status} = await settled(cluster);
  await colours(textOf(valueAt(status, 'url')), 200);
  const [, candidate] = valueAt(status, 'traffic') as readonly unknown[];
  return {...started, candidateUrl: textOf(valueAt(candidate as never, 'url'))};
}

const valuesOf = (started: TestWorkloads, revision: string) => {
  const version = {name: 'any', variables: new Map([['revision', revision]])};
  return ask(started.workloads.metricsIn('default'), version);
};

const valuesOfDeployment = (started: TestWorkloads, name: string) => {
  const version = {name, variables: new Map([['namespace', 'default']])};
  return ask(started.workloads.metricsIn('iter8-istio', 'deployments'), version);
};

/** Asks all of these metrics of a version as the engine does. */
async function ask(resources: readonly JsonObject[], version: QueriedVersion): Promise<Record<string, unknown>> {
  const jq = new JqThread(60_000);
  closing.push(() => jq.close());
  const deps = {
    http: createHttpClient({policy: {allowPrivate: true}}),
    jq,
    readSecret: () => Promise.reject(new Error()),
  };
  const values: Record<string, unknown> = {};
  for (const resource of resources) {
    const metric = parseMetric(resource);
    const outcome = await queryMetric({metric, version, context: {elapsedSeconds: 1}}, deps);
    values[metric.name] = outcome.kind === 'value' ? quantityToNumber(outcome.value) : outcome.reason;
  }
  return values;
}

describe('the metrics of a Service', () => {
  it('tell a slow and erring revision from a good one', async () => {
    const started = await measured();
    const baseline = await valuesOf(started, 'app-v1');
    const candidate = await valuesOf(started, 'app-v2');
    expect(baseline).toMatchObject({'request-count': 100, 'error-count': 0, 'error-rate': 0});
    expect(candidate).toMatchObject({'request-count': 100, 'error-count': 10, 'error-rate': 0.1});
    const [quick, slow] = [baseline['mean-latency'] as number, candidate['mean-latency'] as number];
    expect(quick).toBeGreaterThan(0);
    expect(slow).toBeGreaterThan(36); // standard error 1; what a busy machine adds is added to both
    expect(slow).toBeGreaterThan(quick);
    expect(candidate['95th-percentile-tail-latency']).toBeGreaterThan(slow);
  });

  it('count what comes by the address of a tag too', async () => {
    const started = await measured();
    await colours(started.candidateUrl, 20);
    expect(await valuesOf(started, 'app-v2')).toMatchObject({'request-count': 120, 'error-count': 12});
  });

  it('are no numbers but the counts before there is a request, and nothing at all for an unknown revision', async () => {
    const started = await startTestWorkloads();
    await started.cluster.create(SERVICES, service({template: template('blue', {name: 'app-v1'})}));
    await settled(started.cluster);
    const values = await valuesOf(started, 'app-v1');
    expect(values).toMatchObject({'request-count': 0, 'error-count': 0});
    expect(values['mean-latency']).toContain('null');
    expect((await valuesOf(started, 'app-v9'))['request-count']).toContain('404');
  });

  it('have the names that the tutorial uses, in the namespace that is asked for', async () => {
    const {workloads} = await startTestWorkloads();
    const metrics = workloads.metricsIn('default').map((resource) => parseMetric(resource));
    expect(metrics.map(fullNameOf)).toEqual([
      'default/request-count',
      'default/error-count',
      'default/error-rate',
      'default/mean-latency',
      'default/95th-percentile-tail-latency',
    ]);
    expect(metrics.map(({sampleSize}) => sampleSize)).toEqual([
      undefined,
      undefined,
      ...Array<string>(3).fill('default/request-count'),
    ]);
  });
});

describe('the metrics of a Deployment', () => {
  it('tell a slow and erring version from a good one, and nothing of one that is not there', async () => {
    const started = await startTestWorkloads({}, ALL_ROUTERS);
    const {cluster, workloads} = started;
    await cluster.create(ROUTED_SERVICES, routedService());
    await deploy(cluster, demo('v100', {env: {BEHAVIOUR: 'latency=5'}}));
    await deploy(cluster, demo('v101', {env: {BEHAVIOUR: 'latency=40±10,error-rate=0.1'}, replicas: 2}));
    await cluster.create(DESTINATION_RULES, destinationRule('v100', 'v101'));
    await cluster.create(VIRTUAL_SERVICES, virtualService({v100: 50, v101: 50}));
    await untilShares(workloads.gatewayUrl, {v100: 5, v101: 5});
    const before = (await valuesOfDeployment(started, 'iter8-demo-v101'))['request-count'] as number;
    await colours(workloads.gatewayUrl, 200);
    const [baseline, candidate] = [
      await valuesOfDeployment(started, 'iter8-demo-v100'),
      await valuesOfDeployment(started, 'iter8-demo-v101'),
    ];
    expect(candidate['request-count']).toBe(before + 100);
    expect(baseline['error-count']).toBe(0);
    expect(candidate['error-rate']).toBeCloseTo(0.1, 1);
    expect(candidate['mean-latency']).toBeGreaterThan(36);
    expect(candidate['mean-latency']).toBeGreaterThan(baseline['mean-latency'] as number);
    expect((await valuesOfDeployment(started, 'iter8-demo-v102'))['mean-latency']).toContain('404');
  });
});

it('the endpoint says what is wrong with a question', async () => {
  const {workloads} = await startTestWorkloads();
  const [metric] = workloads.metricsIn('default');
  const url = textOf(valueAt(metric, 'spec', 'urlTemplate'));
  expect(await get(`${url}?metric=toString&revision=app-v1`)).toEqual({
    status: 404,
    body: '{"error":"there is no metric \\"toString\\""}',
  });
  expect((await get(url.replace('/metrics', '/'))).status).toBe(404);
});
