import type {RequestListener} from 'node:http';
import {afterAll, afterEach, describe, expect, it} from '@jest/globals';
import {formatExact} from '../../src/experiment/quantity.js';
import {createHttpClient} from '../../src/metrics/http/client.js';
import {JqThread} from '../../src/metrics/jq/thread.js';
import type {Metric} from '../../src/metrics/metric.js';
import {queryMetric, type QueryDeps, traceQuery} from '../../src/metrics/query.js';
import {type Backend, json, prometheusAnswer, startBackend} from './support/backend.js';
import {metricOf, prometheusMetric, V1} from './support/metrics.js';

const jq = new JqThread(60_000);
/** For programs that never end. */
const impatient = new JqThread(1000);
const deps: QueryDeps = {
  http: createHttpClient({policy: {allowPrivate: true}}),
  jq,
  readSecret: () => Promise.resolve({token: Buffer.from('s3cr3t-t0ken')}),
};
const backends: Backend[] = [];

async function backendWith(answer: RequestListener): Promise<Backend> {
  const backend = await startBackend(answer);
  backends.push(backend);
  return backend;
}

afterEach(async () => {
  await Promise.all(backends.splice(0).map((backend) => backend.close()));
});
afterAll(() => Promise.all([jq.close(), impatient.close()]));

const ask = (metric: Metric, timeoutMs = 5000) =>
  queryMetric({metric, version: V1, context: {elapsedSeconds: 600.9, timeoutMs}}, deps);

async function answerTo(answer: RequestListener, spec = {}) {
  const backend = await backendWith(answer);
  return ask(prometheusMetric(backend.url, spec));
}

describe('queryMetric', () => {
  it('sends the query of the version and reads the exact value', async () => {
    const backend = await backendWith(json(prometheusAnswer('5880641926123.123456789')));
    const outcome = await ask(prometheusMetric(backend.url));
    expect(outcome.kind === 'value' && formatExact(outcome.value)).toBe('5880641926123.123456789');
    const url = new URL(backend.seen[0]!.url, backend.url);
    expect(url.pathname).toBe('/api/v1/query');
    expect(url.searchParams.get('query')).toBe("sum(increase(requests{revision='app-1'}[600s]))");
  });

  it.each<[string, RequestListener, string, string]>([
    ['500', (_q, r) => r.writeHead(500).end('{"a":1}'), 'status', 'answers with status 500'],
    [
      '401',
      (_q, r) => r.writeHead(401).end(),
      'forbidden',
      'answers 401: the credentials are missing or not accepted',
    ],
    ['204 without a body', (_q, r) => r.writeHead(204).end(), 'answer', 'the answer is empty'],
    [
      'a login page',
      (_q, r) => r.setHeader('content-type', 'text/html; charset=utf-8').end('<html>log in</html>'),
      'answer',
      'the answer is text/html, not JSON',
    ],
    ['half of a JSON text', json('{"status":"succ'), 'answer', 'the answer is not JSON'],
    ['JSON nested too deeply', json('['.repeat(20_000) + ']'.repeat(20_000)), 'answer', 'nested too deeply'],
    ['null', json('null'), 'answer', 'what it looks for is not there'],
    ['NaN', json(prometheusAnswer('NaN')), 'answer', 'the value is NaN'],
    ['+Inf', json(prometheusAnswer('+Inf')), 'answer', 'the value is infinite'],
    ['-Inf', json(prometheusAnswer('-Inf')), 'answer', 'the value is infinite'],
    ['text', json(prometheusAnswer('fast')), 'answer', 'a value of type string is no number'],
    ['no result', json('{"data":{"result":[]}}'), 'answer', 'what it looks for is not there'],
    ['a list in place of an object', json('[1,2]'), 'answer', 'it cannot look into array'],
    ['a body that stops half-way', (_q, r) => r.writeHead(200, {'content-length': '99'}).write('{', () => r.destroy()), 'unreachable', 'closed the connection'], // prettier-ignore
    ['something that is not HTTP', (_q, r) => r.socket?.end('SMTP ready\r\n\r\n'), 'unreachable', 'gives no valid HTTP answer'], // prettier-ignore
    ['a compressed body that nobody asked for', (_q, r) => r.writeHead(200, {'content-encoding': 'gzip'}).end('x'), 'answer', 'compresses its answer'], // prettier-ignore
  ])('has no value when the backend answers %s', async (_what, answer, cause, reason) => {
    const outcome = await answerTo(answer);
    expect(outcome).toMatchObject({kind: 'unavailable', cause, reason: expect.stringContaining(reason)});
  });

  it('gives up an answer that is too large at once, without reading it', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const outcome = await answerTo((_request, response) => {
      const pump = () => {
        while (sent < 50 * 1024 * 1024 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return response.once('drain', pump);
        }
        return response.end();
      };
      pump();
    });
    expect(outcome).toMatchObject({cause: 'answer', reason: expect.stringContaining('more than 1 MiB')});
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });

  it('says that nobody listens', async () => {
    const backend = await startBackend(json('1'));
    await backend.close();
    const outcome = await ask(prometheusMetric(backend.url));
    expect(outcome).toMatchObject({cause: 'unreachable', reason: `127.0.0.1:${backend.port} refuses connections`});
  });

  it.each<[string, RequestListener]>([
    ['says nothing', () => undefined],
    ['sends a byte now and then', (_q, r) => void setInterval(() => r.write(' '), 20).unref()],
  ])('does not wait longer than it may for a backend that %s', async (_what, answer) => {
    const backend = await backendWith(answer);
    const outcome = await ask(prometheusMetric(backend.url), 150);
    expect(outcome).toMatchObject({
      cause: 'unreachable',
      reason: `127.0.0.1:${backend.port} gives no answer within 0.15 s`,
    });
  });

  it('stops when the caller gives up', async () => {
    const backend = await backendWith(() => undefined);
    const controller = new AbortController();
    const query = {metric: prometheusMetric(backend.url), version: V1, context: {elapsedSeconds: 1}};
    const outcome = queryMetric(query, deps, controller.signal);
    controller.abort();
    expect(await outcome).toMatchObject({kind: 'unavailable', cause: 'aborted'});
  });

  it.each([
    ['is no program', '.data.result[', 'expression', 'jqExpression is no valid jq program: syntax error'],
    ['recurses without end', 'def f: 1 + f; f', 'expression', 'needs more memory than it may have'],
    ['finds nothing', 'empty', 'answer', 'finds nothing in the answer'],
    ['is empty, which gives the whole answer', '', 'answer', 'gives object, not a number'],
    ['gives text', '.data.result[0].value[1]', 'answer', 'gives text, not a number; add: | tonumber'],
    ['gives a truth', 'true', 'answer', 'gives boolean, not a number'],
    ['gives an infinity', 'infinite', 'answer', 'the value is infinite'],
    [
      'quotes the answer in its error',
      '.data.result[0].value[1] | error',
      'answer',
      /^jqExpression fails on the answer$/,
    ],
  ])('has no value when the jq program %s', async (_what, jqExpression, cause, reason) => {
    const outcome = await answerTo(json(prometheusAnswer('21.7639')), {jqExpression});
    const expected = typeof reason === 'string' ? expect.stringContaining(reason) : expect.stringMatching(reason);
    expect(outcome).toMatchObject({kind: 'unavailable', cause, reason: expected});
  });

  it.each(['def f: f; f', 'last(range(infinite))'])(
    'ends the jq program %s, and reads the next answer as if nothing had been',
    async (endless) => {
      const backend = await backendWith(json(prometheusAnswer('21.7639')));
      const askWith = (metric: Metric, evaluator: JqThread) =>
        queryMetric({metric, version: V1, context: {elapsedSeconds: 1}}, {...deps, jq: evaluator});
      const outcome = await askWith(prometheusMetric(backend.url, {jqExpression: endless}), impatient);
      expect(outcome).toMatchObject({cause: 'expression', reason: 'jqExpression does not end in time'});
      const next = await askWith(prometheusMetric(backend.url), impatient);
      expect(next.kind === 'value' && formatExact(next.value)).toBe('21.7639');
    },
  );

  it.each([
    ['has no urlTemplate', {urlTemplate: null}, 'the metric has no urlTemplate'],
    ['has no jqExpression', {jqExpression: null}, 'the metric has no jqExpression'],
    [
      'names a file',
      {urlTemplate: 'file:///etc/passwd'},
      'urlTemplate gives no http or https URL: file:///etc/passwd',
    ],
    ['has a body that is no JSON', {method: 'POST', body: '{"last": $nosuch}'}, 'the body is not valid JSON'],
    ['wants Basic without a secret', {authType: 'Basic'}, 'authType Basic needs a secret'],
  ])('asks nobody when the metric %s', async (_what, spec, reason) => {
    const backend = await backendWith(json('1'));
    const outcome = await ask(prometheusMetric(backend.url, spec));
    expect(outcome).toMatchObject({cause: 'definition', reason: expect.stringContaining(reason)});
    expect(backend.seen).toEqual([]);
  });
});

describe('secrets in queries', () => {
  const bearer = {
    authType: 'Bearer',
    secret: 'promsecret',
    headerTemplates: [{name: 'Authorization', value: 'Bearer ${token}'}],
  };

  it('reach the backend and nobody else, even if it sends them back', async () => {
    const backend = await backendWith(json('{"error": "who is s3cr3t-t0ken?"}'));
    const metric = prometheusMetric(backend.url, {...bearer, jqExpression: '.error | error'});
    const trace = await traceQuery({metric, version: V1, context: {elapsedSeconds: 1}}, deps);
    expect(backend.seen[0]!.headers.authorization).toBe('Bearer s3cr3t-t0ken');
    expect(trace.outcome.request?.headers.Authorization).toBe('Bearer ***');
    expect(JSON.stringify(trace)).not.toContain('s3cr3t');
    expect(trace.answer).toBe('{"error": "who is ***?"}');
  });

  it('stay where they are when another host is to be asked', async () => {
    const elsewhere = await backendWith(json(prometheusAnswer('1')));
    const backend = await backendWith((_q, r) => r.writeHead(302, {location: `${elsewhere.url}/stolen`}).end());
    const outcome = await ask(prometheusMetric(backend.url, bearer));
    expect(outcome.kind).toBe('value');
    expect(backend.seen[0]!.headers.authorization).toBe('Bearer s3cr3t-t0ken');
    expect(elsewhere.seen[0]!.url).toBe('/stolen');
    expect(JSON.stringify(elsewhere.seen)).not.toContain('s3cr3t');
  });

  it('are not read from another namespace', async () => {
    const backend = await backendWith(json('1'));
    const outcome = await ask(prometheusMetric(backend.url, {...bearer, secret: 'kube-system/promsecret'}));
    expect(outcome).toMatchObject({
      cause: 'secret',
      reason: 'metric shop/my-metric may use only secrets of its own namespace, not kube-system/promsecret',
    });
    expect(backend.seen).toEqual([]);
  });
});

describe('metrics without a backend', () => {
  it('gives the same mock value for the same seed, metric, version and second, in any order', async () => {
    const metric = metricOf({mock: [{name: 'v1', level: 20}]});
    const valueFor = (seed: string, elapsedSeconds: number) =>
      queryMetric({metric, version: V1, context: {elapsedSeconds, seed}}, deps);
    const first = await valueFor('a', 60);
    await valueFor('a', 61);
    expect(await valueFor('a', 60.5)).toEqual(first);
    expect(await valueFor('a', 61)).not.toEqual(first);
    expect(await valueFor('b', 60)).not.toEqual(first);
  });

  it('has no built-in value before anything is collected', async () => {
    const metric = metricOf({provider: 'iter8', mock: [{name: 'v1', level: 1}]}, 'mean-latency', 'iter8-system');
    expect(await ask(metric)).toMatchObject({
      kind: 'unavailable',
      reason: 'nothing has been collected for this version yet',
    });
  });
});
