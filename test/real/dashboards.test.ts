import {beforeAll, describe, expect, it} from '@jest/globals';
import {Programs} from '../cluster/canary/programs.js';
import {startPrometheus} from '../cluster/canary/prometheus.js';
import {ControllerProcess} from '../cluster/support/controller-process.js';
import {createExperiment, installDefinitions} from '../cluster/support/experiments.js';
import {until} from '../cluster/support/until.js';
import {startBackend} from '../metrics/support/backend.js';
import {testCluster} from '../support/cluster.js';
import {type Dashboard, Grafana, readDashboard} from './support/grafana.js';
import {contour, istio, knative, linkerd, seldon, type Series, times} from './support/stack-series.js';

/** v2 has nine times as many requests, which take twice as long. */
const VERSIONS = {v1: {factor: 1, slowness: 1}, v2: {factor: 9, slowness: 2}} as const;

const DATA: readonly Series[] = Object.entries(VERSIONS).flatMap(([name, {factor, slowness}]) => {
  const series = times(factor, [
    ...istio(name, 'source'),
    ...istio(name, 'destination'),
    ...knative({revision_name: name, namespace_name: 'shop', service_name: 'sample'}),
    ...knative({revision_name: 'predictor', namespace_name: `zoo-${name}`, service_name: 'flowers'}),
    ...seldon(name),
    ...linkerd(name, 'true'),
    ...contour(`shop_${name}_80`),
  ]);
  return series.map((one) => (one.name.endsWith('_sum') ? {...one, growth: one.growth * slowness} : one));
});

/** What Prometheus scrapes after so many seconds. */
function exposition(seconds: number): string {
  return DATA.map(({name, labels, growth}) => {
    const written = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return `${name}{${written.join(',')}} ${1000 + growth * seconds}\n`;
  }).join('');
}

/** Seconds of the time shown. */
const RANGE = 20;

const cluster = await testCluster();
const {namespace, client, folder, atEnd} = cluster;
let grafana: Grafana;

beforeAll(async () => {
  await installDefinitions(cluster);
  const controller = new ControllerProcess(cluster, '--allow-backend', '127.0.0.1', '--local-tasks');
  await controller.logged('listening');
  const {address} = controller.log.find(({message}) => message === 'listening')!;
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  const exporter = await startBackend((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(exposition(seconds()));
  });
  atEnd(() => exporter.close());
  const targets = [`127.0.0.1:${exporter.port}`, String(address)];
  const prometheusUrl = await startPrometheus(new Programs(cluster), folder, targets);
  grafana = new Grafana(prometheusUrl, {rateInterval: 6, range: RANGE});
  await startExperiments(prometheusUrl);
  await until(() => Promise.resolve(seconds() > RANGE + 5), 'the time shown');
}, 90_000);

/** One that ends with a verdict, and one that goes on and whose metric has no value. */
async function startExperiments(prometheusUrl: string): Promise<void> {
  await createMetric('known', 'vector(5)', prometheusUrl);
  await createMetric('unknown', 'vector(5) > 6', prometheusUrl);
  await createExperiment(cluster, 'ending', conformance('known', RANGE / 2));
  await createExperiment(cluster, 'going-on', conformance('unknown', 10_000));
}

async function createMetric(name: string, query: string, prometheusUrl: string): Promise<void> {
  const spec = {
    provider: 'prometheus',
    urlTemplate: `${prometheusUrl}/api/v1/query`,
    jqExpression: '.data.result[0].value[1] | tonumber',
    params: [{name: 'query', value: query}],
  };
  const body = {apiVersion: 'iter8.tools/v2alpha2', kind: 'Metric', metadata: {name, namespace}, spec};
  await client.ok('POST', `/apis/iter8.tools/v2alpha2/namespaces/${namespace}/metrics`, {body});
}

function conformance(metric: string, iterationsPerLoop: number) {
  return {
    target: metric,
    versionInfo: {baseline: {name: 'v1'}},
    strategy: {testingPattern: 'Conformance'},
    criteria: {objectives: [{metric, upperLimit: '10'}]},
    duration: {intervalSeconds: 1, iterationsPerLoop},
  };
}

/** All that is on a dashboard, by the titles of its panels. */
async function shownOn(dashboard: Dashboard): Promise<Readonly<Record<string, Readonly<Record<string, number>>>>> {
  const panels = dashboard.panels.map(async (panel) => [panel.title, await grafana.values(panel, dashboard)]);
  return Object.fromEntries(await Promise.all(panels)) as Record<string, Record<string, number>>;
}

const exactly = (value: number) => expect.closeTo(value, 4);
/** A rate is as exact as the times at which Prometheus scrapes. */
const about = (value: number) => expect.closeTo(value, -Math.floor(Math.log10(value)));

interface Stack {
  readonly name: string;
  /** Milliseconds in the unit of its latencies. */
  readonly unit?: 1000;
  /** What its variables offer. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

const WORKLOADS = {baseline: ['v1', 'v2'], candidate: ['v2']};
const CLUSTERS = {baseline: ['shop_v1_80', 'shop_v2_80'], candidate: ['shop_v2_80']};
const STACKS: readonly Stack[] = [
  {name: 'iter8-metrics', choices: {namespace: ['shop'], service: ['sample'], ...WORKLOADS}},
  {name: 'iter8-metrics-knative', choices: {namespace: ['shop', 'zoo-v1', 'zoo-v2'], service: ['sample'], ...WORKLOADS}},
  {name: 'iter8-metrics-kserve', choices: {service: ['flowers', 'sample'], baseline: ['zoo-v1', 'zoo-v2'], candidate: ['zoo-v2']}},
  {name: 'iter8-metrics-seldon', unit: 1000, choices: {namespace: ['shop'], ...WORKLOADS}},
  {name: 'iter8-metrics-linkerd', choices: {namespace: ['shop'], ...WORKLOADS}},
  {name: 'iter8-metrics-gateway-api', choices: CLUSTERS},
]; // prettier-ignore

describe('the dashboard of the versions', () => {
  it.each(STACKS)('$name shows both of them, each by its own numbers', async ({name, unit = 1, choices}) => {
    const dashboard = readDashboard(name);
    expect(Object.fromEntries(await grafana.choices(dashboard))).toEqual(choices);
    const both = (ofBaseline: unknown, ofCandidate = ofBaseline, suffix = '') => ({
      [`${choices.baseline![0]!} (baseline)${suffix}`]: ofBaseline,
      [`${choices.candidate![0]!} (candidate)${suffix}`]: ofCandidate,
    });
    const mean = both(exactly(100 / unit), exactly(200 / unit));
    const percentile = (milliseconds: number, suffix?: string) =>
      both(exactly(milliseconds / unit), undefined, suffix);
    expect(await shownOn(dashboard)).toEqual({
      Requests: both(about(240 * RANGE), about(2160 * RANGE)),
      'Error rate': both(exactly(0.025)),
      'Mean latency': mean,
      '95th percentile of latency': percentile(350),
      'Traffic split': both(exactly(0.1), exactly(0.9)),
      'Request rate': both(about(240), about(2160)),
      'Mean latency over time': mean,
      'Latency percentiles': {
        ...percentile(100, ' p50'),
        ...percentile(350, ' p95'),
        ...percentile(470, ' p99'),
      },
      'Error rate over time': both(exactly(0.025)),
      Errors: both(about(6), about(54)),
    });
  });
});

/** What a process takes: the series of a panel, and between which values they must be. */
const MEASURED: Readonly<Record<string, readonly [series: readonly string[], low: number, high: number]>> = {
  'Delay of iterations': [['p50', 'p95', 'p99'], 0, 5],
  'Time of metric queries': [['p50', 'p95', 'p99'], 0, 5],
  Memory: [['INSTANCE heap', 'INSTANCE resident'], 1e6, 1e9],
  CPU: [['INSTANCE'], 0, 1],
  'Lag of the event loop': [['INSTANCE'], 0, 5],
};

describe('the dashboard of the controller', () => {
  const dashboard = readDashboard('iter8ctl-controller');

  it('finds the processes', async () => {
    const choices = Object.fromEntries(await grafana.choices(dashboard));
    expect(choices).toEqual({job: ['versions'], instance: [expect.stringMatching(/^127\.0\.0\.1:\d+$/)]});
  });

  it('shows what became of two experiments', async () => {
    const [instance] = (await grafana.choices(dashboard)).get('instance')!;
    const shown = await shownOn(dashboard);
    expect(shown).toMatchObject({
      Leaders: {leaders: 1},
      'Experiments under way': {experiments: 1},
      Verdicts: {baselineWon: about(1), candidateWon: 0, noWinner: 0, failed: 0, undecided: 0},
      'Experiments and queue': {'under way': 1, 'in the queue': 0},
      'Metric queries without a value': {all: about(1), 'failed: answer': about(1), 'failed: unreachable': 0},
      'Conflicts and stopped runs': {conflicts: 0, 'stopped runs': 0},
    });
    for (const [title, [names, low, high]] of Object.entries(MEASURED)) {
      const series = names.map((name) => name.replace('INSTANCE', instance!));
      expect([title, Object.keys(shown[title]!).sort()]).toEqual([title, series]);
      for (const value of Object.values(shown[title]!)) {
        expect(value).toBeGreaterThan(low);
        expect(value).toBeLessThan(high);
      }
    }
    expect(Object.keys(shown)).toHaveLength(6 + Object.keys(MEASURED).length);
  });
});
