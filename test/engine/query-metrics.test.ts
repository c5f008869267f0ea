import {getEventListeners} from 'node:events';
import {describe, expect, it} from '@jest/globals';
import type {ObservedValue} from '../../src/analysis/observations.js';
import {readExperimentResource} from '../../src/engine/experiment-resource.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {readPlainPath} from '../../src/metrics/jq/plain-path.js';
import type {VersionHistogram} from '../../src/metrics/builtin/histogram.js';
import {bucketAnswer, prometheusAnswer} from '../metrics/support/backend.js';
import {queryMetrics, type QueryWorld} from '../../src/engine/query-metrics.js';

const METRIC = {
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Metric',
  metadata: {name: 'mean-latency', namespace: 'shop'},
  spec: {urlTemplate: 'http://metrics.test', jqExpression: '.value | tonumber'},
};

const experiment = readExperimentResource({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Experiment',
  metadata: {name: 'long', namespace: 'shop'},
  spec: {
    target: 'app',
    strategy: {testingPattern: 'Conformance'},
    versionInfo: {baseline: {name: 'v1'}},
    duration: {intervalSeconds: 10},
  },
  status: {metrics: [{name: 'mean-latency', metricObj: METRIC}]},
});

/** A backend that answers only when it is let, or given up. */
function slowBackend() {
  let answer = (): void => undefined;
  const http: QueryWorld['queries']['http'] = {
    send: (_request, _limits, signal) =>
      new Promise((resolve) => {
        answer = () => resolve({kind: 'unavailable', cause: 'unreachable', reason: 'it is down'});
        const giveUp = () => resolve({kind: 'unavailable', cause: 'aborted', reason: 'the query was given up'});
        signal?.addEventListener('abort', giveUp, {once: true});
      }),
  };
  const unused = () => Promise.reject(new Error('nobody asks'));
  const world: QueryWorld = {
    now: () => new Date(0),
    queries: {http, jq: {evaluate: unused, close: unused}, readSecret: unused},
  };
  return {world, answer: () => answer()};
}

/** A percentile in milliseconds with an objective, of a histogram in seconds; asked 600 s after the begin. */
function percentileOf(limit: number, {spec = {}, strength = true} = {}) {
  const query = '1000 * histogram_quantile(0.95, sum(increase(x_bucket[${elapsedTime}s])) by (le))';
  const source = {params: [{name: 'query', value: query}], jqExpression: '.data.result[0].value[1] | tonumber'};
  const metricObj = {...METRIC, metadata: {name: 'tail', namespace: 'shop'}, spec: {urlTemplate: 'http://p', ...source, ...spec}}; // prettier-ignore
  const objectives = [{metric: 'tail', upperLimit: limit}];
  return readExperimentResource({
    ...experiment.source,
    spec: {
      ...(experiment.source.spec as JsonObject),
      criteria: {objectives, ...(strength && {strength: {confidence: 0.95}})},
    },
    status: {startTime: '1970-01-01T00:00:00Z', metrics: [{name: 'shop/tail', metricObj}]},
  });
}

/** Answers what Prometheus would, 100 requests of which 10 took longer than 200 ms. */
function prometheus() {
  const asked: string[] = [];
  const buckets = bucketAnswer({'0.1': 60, '0.2': 90, '0.5': 98, '+Inf': 100});
  const http: QueryWorld['queries']['http'] = {
    send: ({url}) => {
      const query = new URL(url).searchParams.get('query') ?? '';
      asked.push(query);
      const text = query.includes('histogram_quantile') ? prometheusAnswer('387.5') : buckets;
      return Promise.resolve({
        kind: 'answer',
        status: 200,
        mediaType: 'application/json',
        body: Buffer.from(text),
      });
    },
  };
  const unused = () => Promise.reject(new Error('nobody asks'));
  const evaluate = (json: string, program: string) => Promise.resolve(readPlainPath(json, program)!);
  const world = {now: () => new Date(600_000), queries: {http, jq: {evaluate, close: unused}, readSecret: unused}};
  return {world, asked};
}

describe('a percentile of Prometheus', () => {
  const tailOf = async (...asked: Parameters<typeof percentileOf>) =>
    (await queryMetrics(percentileOf(...asked), prometheus().world)).get('shop/tail')?.get('v1');

  it('says how many requests are above its limit, and of how many, though its name tells of no percentile', async () => {
    expect(await tailOf(200)).toMatchObject({sampleSize: 100, above: new Map([[200, {of: 100, count: 10}]])});
  });

  it('says between which numbers they are where the limit is no bound of a bucket', async () => {
    const within = {bounds: {lower: 200, upper: 500}, least: 2, most: 10};
    const {above} = (await tailOf(350)) as ObservedValue;
    expect(above?.get(350)).toEqual({of: 100, count: expect.closeTo(6, 9), within});
  });

  it('says why it does not know where its query is another one', async () => {
    const params = [{name: 'query', value: 'max(histogram_quantile(0.9, rate(x[5m])))'}];
    const reason = 'its query is not histogram_quantile(…), alone or times a number';
    expect(await tailOf(200, {spec: {params}})).toMatchObject({above: new Map([[200, {reason}]])});
  });

  it('is asked for once where the last value decides', async () => {
    const {world, asked} = prometheus();
    const observed = await queryMetrics(percentileOf(200, {strength: false}), world);
    expect(observed.get('shop/tail')?.get('v1')).not.toHaveProperty('sampleSize');
    expect(asked).toHaveLength(1);
    await queryMetrics(percentileOf(200), world);
    expect(asked).toHaveLength(3);
  });
});

describe('built-in metrics', () => {
  const nine = {count: 9, sum: 0.9, max: 0.1, codes: new Map([['200', 9]])};
  const powers = {squares: 0.09, cubes: 0.009};
  const buckets = [{start: 0.1, end: 0.1, count: 9}];
  const builtin = (name: string) => ({
    ...{...METRIC, metadata: {name, namespace: 'iter8-system'}, spec: {provider: 'iter8'}},
  });
  const names = ['mean-latency', 'latency-95th-percentile'];

  const observe = async (histogram: VersionHistogram) => {
    const asked = readExperimentResource({
      ...experiment.source,
      spec: {
        ...(experiment.source.spec as JsonObject),
        criteria: {strength: {confidence: 0.95}, objectives: names.map((metric) => ({metric, upperLimit: 50}))},
      },
      status: {metrics: names.map((name) => ({name: `iter8-system/${name}`, metricObj: builtin(name)}))},
    });
    const {world} = prometheus();
    const observed = await queryMetrics(asked, {...world, histograms: new Map([['v1', histogram]])});
    return names.map((name) => observed.get(`iter8-system/${name}`)?.get('v1'));
  };

  it('bring the sums behind a mean, and how many of the answers are above the limit of a percentile', async () => {
    const [mean, tail] = await observe({...nine, buckets, powers});
    expect(mean).toMatchObject({sums: {count: 9, sum: 900, squares: 90_000, cubes: 9_000_000}});
    expect(tail).toMatchObject({sampleSize: 9, above: new Map([[50, {of: 9, count: 9}]])});
  });

  it('bring a mean alone where an older engine has collected, which kept no powers', async () => {
    const [mean] = await observe({...nine, buckets});
    expect(mean).toMatchObject({kind: 'value'});
    expect(mean).not.toHaveProperty('sums');
  });
});

describe('queryMetrics', () => {
  it('gives up with the run', async () => {
    const run = new AbortController();
    const querying = queryMetrics(experiment, slowBackend().world, run.signal);
    run.abort();
    const reason = 'the query was given up';
    expect((await querying).get('mean-latency')?.get('v1')).toMatchObject({kind: 'unavailable', reason});
  });

  it('leaves nothing on the signal of the run, which outlives thousands of iterations', async () => {
    const {signal} = new AbortController();
    const {world, answer} = slowBackend();
    const querying = queryMetrics(experiment, world, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    answer();
    await querying;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
