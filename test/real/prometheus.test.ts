import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {ObservedValue} from '../../src/analysis/observations.js';
import {readExperimentResource} from '../../src/engine/experiment-resource.js';
import {queryMetrics} from '../../src/engine/query-metrics.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {formatExact} from '../../src/experiment/quantity.js';
import {createHttpClient} from '../../src/metrics/http/client.js';
import {JqThread} from '../../src/metrics/jq/thread.js';
import {parseMetric} from '../../src/metrics/parse-metric.js';
import {queryMetric, type QueryDeps} from '../../src/metrics/query.js';
import {readyMadeMetrics} from '../../src/metrics/ready-made/ready-made.js';
import {type StackName, STACKS} from '../../src/metrics/ready-made/stacks.js';
import {type Backend, startBackend} from '../metrics/support/backend.js';
import {type Prometheus, type Sample, startPrometheus, until} from './support/prometheus.js';
import {contour, istio, knative, linkerd, seldon, type Series, times} from './support/stack-series.js';

/** The data begin here and end 600 s later, when the queries are asked. Seconds. */
const BEGIN = 1_600_000_000;
const ELAPSED = 600;
const STEP = 15;

/** The version asked for, another one with nine times as much of everything, and one that has had no request. */
const DATA: readonly Series[] = [
  ...[1, 9, 0].flatMap((factor, index) => {
    const name = ['v1', 'v2', 'idle'][index]!;
    return times(factor, [
      ...knative({revision_name: name, namespace_name: `${name}-ns`}),
      ...istio(name, 'source'),
      ...istio(name, 'destination'),
      ...seldon(name),
      ...linkerd(name, 'true'),
      ...linkerd(name, 'false'),
      ...contour(`shop_${name}_80`),
    ]);
  }),
];

function samplesOf({name, labels, growth}: Series): Sample[] {
  return Array.from({length: ELAPSED / STEP + 1}, (_, index) => {
    const value = 1000 + (growth * index * STEP) / ELAPSED;
    return {name, labels, value, time: BEGIN + index * STEP};
  });
}

const jq = new JqThread();
const deps: QueryDeps = {
  http: createHttpClient({policy: {allowPrivate: true}}),
  jq,
  readSecret: () => Promise.resolve(undefined),
};
let prometheus: Prometheus | undefined;
let url = '';
let live: Backend | undefined;
let scrapes = 0;

beforeAll(async () => {
  live = await startBackend((_request, response) => {
    scrapes += 1;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`# TYPE live_requests_total counter\nlive_requests_total{version="v1"} ${10 * scrapes}\n`);
  });
  prometheus = await startPrometheus(DATA.flatMap(samplesOf), [`127.0.0.1:${live.port}`]);
  url = prometheus.url;
}, 60_000);

afterAll(async () => {
  await Promise.all([prometheus?.close(), live?.close(), jq.close()]);
});

/** Variables of all stacks; each takes what it knows. */
function versionOf(name: string) {
  const variables = {revision: name, ns: 'shop', sid: name, namespace: 'shop', port: '80'};
  return {name, variables: new Map(Object.entries(variables))};
}

/** KServe has a namespace for each version. */
function kserveVersionOf(name: string) {
  return {name, variables: new Map([['ns', `${name}-ns`]])};
}

/** The metric asked at the end of the data, not now. */
function atTheEnd(resource: JsonObject): JsonObject {
  const spec = resource.spec as JsonObject;
  const params = [...(spec.params as JsonObject[]), {name: 'time', value: String(BEGIN + ELAPSED)}];
  return {...resource, spec: {...spec, params}};
}

async function valuesOf(stack: StackName, version: string): Promise<Record<string, number | string>> {
  const resources = readyMadeMetrics(stack, {prometheusUrl: url}).map(atTheEnd);
  const asked = stack === 'kserve' || stack === 'kfserving' ? kserveVersionOf(version) : versionOf(version);
  const values = resources.map(async (resource) => {
    const metric = parseMetric(resource);
    const query = {metric, version: asked, context: {elapsedSeconds: ELAPSED}};
    const outcome = await queryMetric(query, deps);
    return [metric.name, outcome.kind === 'value' ? Number(formatExact(outcome.value)) : outcome.reason] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

const COMMON = {'request-count': 240, 'error-count': 6, 'error-rate': 0.025, 'mean-latency': 100};
const TAIL = {'95th-percentile-tail-latency': 350};
const EXPECTED: Readonly<Record<StackName, Readonly<Record<string, number>>>> = {
  knative: {...COMMON, ...TAIL},
  kserve: {...COMMON, ...TAIL},
  kfserving: {...COMMON, ...TAIL},
  istio: {...COMMON, 'le500ms-latency-percentile': 1, 'books-purchased': 0.25},
  seldon: {...COMMON, ...TAIL, 'user-engagement': 12},
  linkerd: {...COMMON, 'le5ms-latency-percentile': 0.25},
  'gateway-api': {...COMMON, ...TAIL},
};

const NAN = 'the value is NaN, as a rate is while there is no traffic';
const ABSENT = 'jqExpression fails on the answer: what it looks for is not there';

describe('ready-made metrics on a real Prometheus', () => {
  it.each(Object.keys(STACKS) as StackName[])('of %s give the values that are in the data', async (stack) => {
    const values = await valuesOf(stack, 'v1');
    expect(Object.keys(values)).toEqual(Object.keys(EXPECTED[stack]));
    for (const [name, expected] of Object.entries(EXPECTED[stack])) {
      expect([name, Math.abs((values[name] as number) - expected) < 1e-6 * expected]).toEqual([name, true]);
    }
  });

  it.each(Object.keys(STACKS) as StackName[])(
    'of %s have no rate and no latency without traffic',
    async (stack) => {
      const {'request-count': requests, 'error-count': errors, ...others} = await valuesOf(stack, 'idle');
      expect([requests, errors]).toEqual([0, 0]);
      const {'user-engagement': engagement = 0, ...ratios} = others;
      expect([engagement, ...new Set(Object.values(ratios))]).toEqual([0, NAN]);
    },
  );

  it.each(Object.keys(STACKS) as StackName[])(
    'of %s take a version that is not there for no success',
    async (stack) => {
      const {
        'request-count': requests,
        'user-engagement': engagement = 0,
        ...others
      } = await valuesOf(stack, 'nosuch');
      expect([requests, engagement, ...new Set(Object.values(others))]).toEqual([0, 0, ABSENT]);
    },
  );
});

const TAIL_STACKS = (Object.keys(STACKS) as StackName[]).filter(
  (stack) => Object.keys(TAIL)[0]! in EXPECTED[stack],
);

/** What the engine sees of the ready-made percentile, which has these objectives and nobody else who counts requests. */
async function tailOf(stack: StackName, objective: JsonObject): Promise<ObservedValue> {
  const [name] = Object.keys(TAIL);
  const ready = readyMadeMetrics(stack, {prometheusUrl: url}).map(atTheEnd);
  const resource = ready.find(({metadata}) => (metadata as JsonObject).name === name)!;
  const metricObj = {...resource, spec: {...(resource.spec as JsonObject), sampleSize: null}};
  const {variables} = stack.startsWith('k') && stack !== 'knative' ? kserveVersionOf('v1') : versionOf('v1');
  const listed = [...variables].map(([key, value]) => ({name: key, value}));
  const experiment = readExperimentResource({
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'tail', namespace: 'shop'},
    spec: {
      target: 'shop/app',
      strategy: {testingPattern: 'Conformance'},
      criteria: {strength: {confidence: 0.95}, objectives: [{metric: name, ...objective}]},
      versionInfo: {baseline: {name: 'v1', variables: listed}},
      duration: {intervalSeconds: 10},
    },
    status: {startTime: new Date(BEGIN * 1000).toISOString(), metrics: [{name, metricObj}]},
  });
  const now = () => new Date((BEGIN + ELAPSED) * 1000);
  const observed = await queryMetrics(experiment, {queries: deps, now});
  return observed.get(name!)?.get('v1') as ObservedValue;
}

describe('a ready-made percentile on a real Prometheus, of which proof is wanted', () => {
  it.each(TAIL_STACKS)('of %s counts the requests above a bound of its buckets', async (stack) => {
    const {above, sampleSize} = await tailOf(stack, {upperLimit: 200});
    expect(above!.get(200)).toEqual({of: expect.closeTo(240, 6), count: expect.closeTo(24, 6)});
    expect(sampleSize).toBeGreaterThanOrEqual(239);
  });

  it.each(TAIL_STACKS)('of %s says how many there may be above a limit inside a bucket', async (stack) => {
    const {above} = await tailOf(stack, {upperLimit: 400, lowerLimit: 600});
    expect(above!.get(400)).toMatchObject({
      count: expect.closeTo(8, 6),
      within: {bounds: {lower: 200, upper: 500}, least: 0, most: expect.closeTo(24, 6)},
    });
    expect(above!.get(600)).toMatchObject({count: 0});
  });
});

describe('a server that Prometheus scrapes', () => {
  it('is seen as it counts', async () => {
    const ask = async (query: string) => {
      const metadata = {name: 'live', namespace: 'shop'};
      const [template] = readyMadeMetrics('istio', {prometheusUrl: url});
      const spec = {...(template!.spec as JsonObject), params: [{name: 'query', value: query}]};
      const metric = parseMetric({...template, metadata, spec});
      const outcome = await queryMetric({metric, version: versionOf('v1'), context: {elapsedSeconds: 60}}, deps);
      return outcome.kind === 'value' ? Number(formatExact(outcome.value)) : undefined;
    };
    const increase = "sum(increase(live_requests_total{version='$name'}[${elapsedTime}s]))";
    await until(async () => scrapes >= 4 && (await ask(increase)) !== undefined, 'three scrapes');
    const before = scrapes;
    const counted = await ask("sum(live_requests_total{version='$name'})");
    expect(counted! % 10).toBe(0);
    expect(counted).toBeGreaterThanOrEqual(10 * (before - 1));
    expect(counted).toBeLessThanOrEqual(10 * scrapes);
    const grown = await ask(increase);
    expect(grown).toBeGreaterThanOrEqual(10 * (before - 2));
    expect(grown).toBeLessThanOrEqual(10 * (scrapes + 1));
  }, 60_000);
});
