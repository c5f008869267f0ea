import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../src/experiment/json.js';
import {formatExact} from '../../src/experiment/quantity.js';
import {createHttpClient} from '../../src/metrics/http/client.js';
import {JqThread} from '../../src/metrics/jq/thread.js';
import {parseMetric} from '../../src/metrics/parse-metric.js';
import {queryMetric, type QueryDeps} from '../../src/metrics/query.js';
import {readyMadeMetrics} from '../../src/metrics/ready-made/ready-made.js';
import {type StackName, STACKS} from '../../src/metrics/ready-made/stacks.js';
import {type Backend, startBackend} from '../metrics/support/backend.js';

/** The data begin here and end 600 s later, when the queries are asked. Seconds. */
const BEGIN = 1_600_000_000;
const ELAPSED = 600;
const STEP = 15;

type Labels = Readonly<Record<string, string>>;

/** A counter that grows evenly, by `growth` from the begin to the end of the data. */
interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly growth: number;
}

/**
 * A histogram of 240 durations of 24,000 ms in all: 120 up to 100 ms, 96 more up to 200, the rest up to 500. Their 95th
 * percentile is the 228th of 240, half-way from 200 to 500: 350 ms.
 */
function latencies(name: string, labels: Labels, unit: 1 | 1000): Series[] {
  const bucket = (le: string, growth: number) => ({name: `${name}_bucket`, labels: {...labels, le}, growth});
  const upTo = (milliseconds: number, growth: number) => bucket(String(milliseconds / unit), growth);
  return [
    {name: `${name}_sum`, labels, growth: 24_000 / unit},
    {name: `${name}_count`, labels, growth: 240},
    upTo(5, 60),
    upTo(100, 120),
    upTo(200, 216),
    upTo(500, 240),
    bucket('+Inf', 240),
  ];
}

const series = (name: string, labels: Labels, growth: number): Series => ({name, labels, growth});

/** Splits a series by the class of its answers: 6 of 240 failed. */
const byClass = (
  name: string,
  labels: Labels,
  [label, good, bad]: readonly [string, string, string],
): Series[] => [series(name, {...labels, [label]: good}, 234), series(name, {...labels, [label]: bad}, 6)];

function knative(labels: Labels): Series[] {
  const name = 'revision_app_request_latencies';
  const answers = byClass(`${name}_count`, labels, ['response_code_class', '2xx', '5xx']);
  const others = latencies(name, {...labels, response_code_class: '2xx'}, 1).filter(
    (one) => !one.name.endsWith('_count'),
  );
  return [...others, ...answers];
}

function istio(workload: string, reporter: string): Series[] {
  const labels = {reporter, destination_workload: workload, destination_workload_namespace: 'shop'};
  return [
    ...byClass('istio_requests_total', labels, ['response_code', '200', '503']),
    ...latencies('istio_request_duration_milliseconds', labels, 1),
    series(
      'number_of_books_purchased_total',
      {destination_workload: workload, destination_workload_namespace: 'shop'},
      60,
    ),
  ];
}

function seldon(deployment: string): Series[] {
  const labels = {seldon_deployment_id: deployment, kubernetes_namespace: 'shop'};
  const server = 'seldon_api_executor_server_requests_seconds_count';
  return [
    ...latencies('seldon_api_executor_client_requests_seconds', labels, 1000),
    series(server, {...labels, service: 'predictions', code: '200'}, 222),
    series(server, {...labels, service: 'predictions', code: '500'}, 6),
    series(server, {...labels, service: 'feedback', code: '200'}, 12),
  ];
}

function linkerd(deployment: string, tls: string): Series[] {
  const labels = {deployment, namespace: 'shop', direction: 'inbound', tls};
  return [
    series('request_total', labels, 240),
    ...byClass('response_total', labels, ['status_code', '200', '502']),
    ...latencies('response_latency_ms', labels, 1),
  ];
}

function contour(cluster: string): Series[] {
  const labels = {envoy_cluster_name: cluster};
  return [
    series('envoy_cluster_upstream_rq_total', labels, 240),
    ...byClass('envoy_cluster_upstream_rq_xx', labels, ['envoy_response_code_class', '2', '5']),
    ...latencies('envoy_cluster_upstream_rq_time', labels, 1),
  ];
}

const times = (factor: number, all: Series[]) => all.map((one) => ({...one, growth: one.growth * factor}));

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

/** One family after another, each sample with its time, as promtool wants it. */
function openMetrics(): string {
  const families = [...new Set(DATA.map(({name}) => name))];
  const lines = families.flatMap((family) => [
    `# TYPE ${family} unknown`,
    ...DATA.filter(({name}) => name === family).flatMap(samples),
  ]);
  return [...lines, '# EOF', ''].join('\n');
}

function samples({name, labels, growth}: Series): string[] {
  const written = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return Array.from({length: ELAPSED / STEP + 1}, (_, index) => {
    const value = 1000 + (growth * index * STEP) / ELAPSED;
    return `${name}{${written.join(',')}} ${value} ${BEGIN + index * STEP}`;
  });
}

const NOT_INSTALLED = 'prometheus and promtool are needed; install them with: scripts/install-test-tools.sh';
const folder = mkdtempSync(join(tmpdir(), 'iter8ctl-prometheus-'));
const jq = new JqThread();
const deps: QueryDeps = {
  http: createHttpClient({policy: {allowPrivate: true}}),
  jq,
  readSecret: () => Promise.resolve(undefined),
};
let prometheus: ChildProcess | undefined;
let url = '';
let live: Backend | undefined;
let scrapes = 0;

beforeAll(async () => {
  writeFileSync(join(folder, 'data.txt'), openMetrics());
  mkdirSync(join(folder, 'data'));
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'data.txt'), join(folder, 'data')];
  const made = spawnSync('promtool', blocks, {encoding: 'utf8'});
  if (made.error) throw new Error(NOT_INSTALLED, {cause: made.error});
  if (made.status !== 0) throw new Error(made.stderr);
  live = await startBackend((_request, response) => {
    scrapes += 1;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`# TYPE live_requests_total counter\nlive_requests_total{version="v1"} ${10 * scrapes}\n`);
  });
  url = await startPrometheus();
}, 60_000);

afterAll(async () => {
  await Promise.all([stopPrometheus(), live?.close(), jq.close()]);
  rmSync(folder, {recursive: true, force: true});
});

async function startPrometheus(): Promise<string> {
  const config = {scrape_configs: [{job_name: 'live', scrape_interval: '1s', static_configs: [{targets: [`127.0.0.1:${live?.port}`]}]}]}; // prettier-ignore
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const options = {
    'config.file': join(folder, 'prometheus.yml'),
    'storage.tsdb.path': join(folder, 'data'),
    'storage.tsdb.retention.time': '100y',
    'web.listen-address': address,
    'log.level': 'error',
  };
  const argv = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  prometheus = spawn('prometheus', argv, {cwd: folder, stdio: ['ignore', 'ignore', 'inherit']});
  await until(() => isReady(`http://${address}/-/ready`), 'prometheus to be ready');
  return `http://${address}`;
}

async function stopPrometheus(): Promise<void> {
  if (!prometheus || prometheus.exitCode !== null) return;
  const gone = new Promise((resolve) => prometheus?.once('exit', resolve));
  prometheus.kill('SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const {port} = server.address() as {port: number};
      server.close(() => resolve(port));
    });
  });
}

async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

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
