import {afterAll, afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {formatExact} from '../../src/experiment/quantity.js';
import {createHttpClient} from '../../src/metrics/http/client.js';
import {JqThread} from '../../src/metrics/jq/thread.js';
import {fullNameOf, type Metric} from '../../src/metrics/metric.js';
import type {QueryDeps} from '../../src/metrics/query.js';
import {queryAll} from '../../src/metrics/query-all.js';
import {type Backend, prometheusAnswer, startBackend} from './support/backend.js';
import {metricOf} from './support/metrics.js';

const jq = new JqThread(60_000);
const versions = ['v1', 'v2'].map((name) => ({name, variables: new Map<string, string>()}));
let backend: Backend;
let open = 0;
let mostOpen = 0;

beforeEach(async () => {
  [open, mostOpen] = [0, 0];
  backend = await startBackend((request, response) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    const {searchParams} = new URL(request.url ?? '', 'http://x');
    if (searchParams.get('query') === 'hang') return;
    setTimeout(() => {
      open -= 1;
      response.end(prometheusAnswer(searchParams.get('version') === 'v1' ? '1' : '2'));
    }, 30);
  });
});
afterEach(() => backend.close());
afterAll(() => jq.close());

function metricsOf(queries: string[], spec = {}): Map<string, Metric> {
  const metrics = queries.map((query, index) => {
    const params = [{name: 'query', value: query}, {name: 'version', value: '$name'}]; // prettier-ignore
    const jqExpression = '.data.result[0].value[1] | tonumber';
    return metricOf({urlTemplate: backend.url, params, jqExpression, ...spec}, `metric-${index}`);
  });
  return new Map(metrics.map((metric) => [fullNameOf(metric), metric]));
}

const deps: QueryDeps = {
  http: createHttpClient({policy: {allowPrivate: true}}),
  jq,
  readSecret: () => Promise.resolve(undefined),
};

describe('queryAll', () => {
  it('asks for every metric and version, as many at a time as it may', async () => {
    const plan = {
      metrics: metricsOf(['a', 'b', 'c', 'd']),
      versions,
      context: {elapsedSeconds: 1},
      concurrency: 3,
    };
    const results = await queryAll(plan, deps);
    expect([...results.keys()]).toEqual(['shop/metric-0', 'shop/metric-1', 'shop/metric-2', 'shop/metric-3']);
    for (const byVersion of results.values()) {
      const values = versions.map(({name}) => byVersion.get(name));
      expect(values.map((one) => one?.kind === 'value' && formatExact(one.value))).toEqual(['1', '2']);
    }
    expect([backend.seen.length, mostOpen]).toEqual([8, 3]);
  });

  it('has the values of the others though one query hangs', async () => {
    const plan = {metrics: metricsOf(['hang', 'b']), versions, context: {elapsedSeconds: 1, timeoutMs: 300}};
    const results = await queryAll(plan, deps);
    expect(results.get('shop/metric-0')?.get('v1')).toMatchObject({kind: 'unavailable', cause: 'unreachable'});
    expect(results.get('shop/metric-1')?.get('v2')).toMatchObject({kind: 'value'});
  });

  it('reads each secret once', async () => {
    let reads = 0;
    const readSecret = async () => {
      reads += 1;
      return {token: Buffer.from('abcdef')};
    };
    const plan = {metrics: metricsOf(['a', 'b'], {secret: 's'}), versions, context: {elapsedSeconds: 1}};
    await queryAll(plan, {...deps, readSecret});
    expect(reads).toBe(1);
  });

  it('gives nothing for no versions', async () => {
    const results = await queryAll({metrics: metricsOf(['a']), versions: [], context: {elapsedSeconds: 1}}, deps);
    expect(results).toEqual(new Map([['shop/metric-0', new Map()]]));
  });
});
