import {afterAll, afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {JsonObject} from '../../../src/experiment/json.js';
import {createHttpClient} from '../../../src/metrics/http/client.js';
import {JqThread} from '../../../src/metrics/jq/thread.js';
import {queryBuckets} from '../../../src/metrics/prometheus/query-buckets.js';
import type {QueryDeps} from '../../../src/metrics/query.js';
import {queryAll} from '../../../src/metrics/query-all.js';
import {type Backend, bucketAnswer, prometheusAnswer, startBackend} from '../support/backend.js';
import {prometheusMetric, V1} from '../support/metrics.js';

const VECTOR = "sum(rate(latency_bucket{revision='$revision'}[${elapsedTime}s])) by (le)";
const ASKED = "sum(rate(latency_bucket{revision='app-1'}[600s])) by (le)";
const CONTEXT = {elapsedSeconds: 600.9};

const jq = new JqThread();
const deps: QueryDeps = {
  http: createHttpClient({policy: {allowPrivate: true}}),
  jq,
  readSecret: () => Promise.resolve({token: Buffer.from('s3cr3t-t0ken')}),
};
let backend: Backend;
let status = 200;

beforeEach(async () => {
  status = 200;
  backend = await startBackend((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? '';
    const isQuantile = query.includes('histogram_quantile');
    response.writeHead(status, {'content-type': 'application/json'});
    response.end(isQuantile ? prometheusAnswer('350') : bucketAnswer({'0.5': 0.35, '+Inf': 0.4}));
  });
});
afterEach(() => backend.close());
afterAll(() => jq.close());

const metricOf = (query: string, spec: JsonObject = {}) =>
  prometheusMetric(backend.url, {params: [{name: 'query', value: query}, {name: 'time', value: '7'}], ...spec}); // prettier-ignore

const bucketsOf = (query: string, spec: JsonObject = {}) =>
  queryBuckets({metric: metricOf(query, spec), version: V1, context: CONTEXT}, deps);

const queries = () => backend.seen.map(({url}) => new URL(url, backend.url).searchParams.get('query'));

describe('the histogram behind a percentile', () => {
  it('is asked for with the query of the version, and counts the observations of the whole run', async () => {
    expect(await bucketsOf(`1000 * histogram_quantile(0.95, ${VECTOR})`)).toEqual({
      kind: 'buckets',
      factor: 1000,
      buckets: [{upTo: 0.5, count: 0.35 * 600}, {upTo: Infinity, count: 0.4 * 600}], // prettier-ignore
    });
    expect(queries()).toEqual([ASKED]);
    expect(new URL(backend.seen[0]!.url, backend.url).searchParams.get('time')).toBe('7');
  });

  it.each<[string, string, JsonObject, string]>([
    ['no such query', 'sum(rate(x[600s]))', {}, 'its query is not histogram_quantile(…), alone or times a number'],
    ['no query at all', 'x', {params: []}, 'its query is not histogram_quantile(…), alone or times a number'],
    ['a histogram of the last minute', 'histogram_quantile(0.9, rate(x[1m]))', {}, 'its histogram is not that of the whole run; write [${elapsedTime}s]'],
    ['an answer that is read in another way', `histogram_quantile(0.9, ${VECTOR})`, {jqExpression: '.data.result[0].value[1] | tonumber * 1000'}, 'its jqExpression is another one than .data.result[0].value[1] | tonumber'],
  ])('is not asked for with %s, and the reason is told', async (_what, query, spec, reason) => {
    expect(await bucketsOf(query, spec)).toEqual({kind: 'unavailable', cause: 'definition', reason});
    expect(queries()).toEqual([]);
  }); // prettier-ignore

  it('needs the same secret as the value, and says nothing of it', async () => {
    const bearer = {authType: 'Bearer', secret: 's', headerTemplates: [{name: 'Authorization', value: 'Bearer ${token}'}]}; // prettier-ignore
    status = 403;
    const outcome = await bucketsOf(`histogram_quantile(0.95, ${VECTOR})`, bearer);
    expect(outcome).toMatchObject({kind: 'unavailable', cause: 'forbidden'});
    expect(backend.seen[0]!.headers.authorization).toBe('Bearer s3cr3t-t0ken');
    expect(JSON.stringify(outcome)).not.toContain('s3cr3t');
  });

  it('comes with the values of those metrics alone of which somebody wants it', async () => {
    const metric = metricOf(`histogram_quantile(0.95, ${VECTOR})`);
    const plan = {metrics: new Map([['a', metric], ['b', metric]]), versions: [V1], context: CONTEXT}; // prettier-ignore
    const results = await queryAll({...plan, percentiles: new Set(['b'])}, deps);
    expect(results.get('a')?.get('v1')).not.toHaveProperty('distribution');
    expect(results.get('b')?.get('v1')).toMatchObject({kind: 'value', distribution: {kind: 'buckets'}});
    expect(queries().filter((query) => query === ASKED)).toHaveLength(1);
    expect(queries()).toHaveLength(3);
  });

  it('is not asked for where there is no value', async () => {
    status = 500;
    const plan = {metrics: new Map([['b', metricOf('x')]]), versions: [V1], context: CONTEXT};
    const results = await queryAll({...plan, percentiles: new Set(['b'])}, deps);
    expect(results.get('b')?.get('v1')).toMatchObject({kind: 'unavailable'});
    expect(queries()).toEqual(['x']);
  });
});
