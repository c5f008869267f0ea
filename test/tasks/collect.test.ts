import {afterEach, describe, expect, it} from '@jest/globals';
import {withCollected, collectedHistograms} from '../../src/engine/collected.js';
import type {JsonObject} from '../../src/experiment/json.js';
import {parseExperiment} from '../../src/experiment/parse.js';
import {formatExact} from '../../src/experiment/quantity.js';
import {builtinValue} from '../../src/metrics/builtin/builtin.js';
import {timeoutOf} from '../../src/tasks/registry.js';
import {runItems} from '../../src/tasks/run-items.js';
import type {TaskEnd} from '../../src/tasks/task.js';
import {httpServer, type TestServer} from '../support/servers.js';
import {contextOf, itemOf} from './support/context.js';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

interface Seen {
  readonly method: string | undefined;
  readonly type: string | undefined;
  readonly user: string | undefined;
  readonly body: string;
}

/** Every n-th answer is an error. */
async function app(errorEvery = Infinity): Promise<{url: string; seen: Seen[]}> {
  const seen: Seen[] = [];
  const server = await httpServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const {method, headers} = request;
      seen.push({method, type: headers['content-type'], user: headers['x-user'] as string, body});
      response.writeHead(seen.length % errorEvery === 0 ? 503 : 200).end('hello');
    });
  });
  servers.push(server);
  return {url: server.url, seen};
}

const QUICK = {numQueries: 20, qps: 0, connections: 2};

async function collect(inputs: JsonObject) {
  const ends: TaskEnd[] = [];
  const items = [itemOf({task: 'metrics/collect', inputs})];
  const outcome = await runItems({items, context: contextOf()}, async (event) => {
    if (event.result !== 'running') ends.push(event);
  });
  return {outcome, end: ends[0]};
}

const experimentWith = (analysis: JsonObject) => {
  const {source} = contextOf().experiment;
  return parseExperiment({...source, status: {analysis}});
};

function valueOf(analysis: JsonObject, version: string, name: string): string {
  const answer = builtinValue({name}, collectedHistograms(experimentWith(analysis)).get(version));
  return answer.kind === 'value' ? formatExact(answer.value) : answer.reason;
}

describe('metrics/collect', () => {
  it('takes a rate that does not divide its time evenly', async () => {
    const {url} = await app();
    const {outcome} = await collect({numQueries: 7, qps: 300, connections: 2, versions: [{name: 'v1', url}]});
    expect(outcome).toEqual({kind: 'succeeded'});
  });

  it('measures each version for the built-in metrics, and adds to what was collected before', async () => {
    const [current, candidate] = [await app(), await app(4)];
    const versions = [
      {name: 'current', url: current.url},
      {name: 'candidate', url: candidate.url},
    ];
    const {outcome, end} = await collect({...QUICK, versions});
    expect(outcome).toEqual({kind: 'succeeded'});
    expect(end?.output).toMatch(
      /candidate: 20 requests, 15 with status 200, 5 with status 503, mean \d+\.\d ms\n$/,
    );
    const once = withCollected(experimentWith({}), end!.histograms!, new Date(0));
    const twice = withCollected(experimentWith(once), end!.histograms!, new Date(0));
    expect(valueOf(once, 'candidate', 'error-rate')).toBe('0.25');
    expect(valueOf(once, 'current', 'error-rate')).toBe('0');
    expect(['request-count', 'error-count'].map((name) => valueOf(twice, 'candidate', name))).toEqual([
      '40',
      '10',
    ]);
    expect(valueOf(twice, 'candidate', 'mean-latency')).toBe(valueOf(once, 'candidate', 'mean-latency'));
    expect(valueOf(twice, 'stranger', 'mean-latency')).toBe('nothing has been collected for this version yet');
  });

  it('keeps what is there beside it', () => {
    const analysis = {winnerAssessment: {data: {winnerFound: false}}};
    expect(withCollected(experimentWith(analysis), {}, new Date(0))).toMatchObject(analysis);
  });

  it('sends payload, content type and headers', async () => {
    const {url, seen} = await app();
    const versions = [{name: 'v', url, headers: {'X-User': 'ann'}}];
    await collect({...QUICK, numQueries: 1, versions, payloadStr: '{"a": "ü"}', contentType: 'application/json'});
    expect(seen).toEqual([{method: 'POST', type: 'application/json', user: 'ann', body: '{"a": "ü"}'}]);
  });

  it('downloads the payload that it is told the URL of, which wins', async () => {
    const {url, seen} = await app();
    const shop = await httpServer((_request, response) => response.end('downloaded'));
    servers.push(shop);
    await collect({...QUICK, numQueries: 1, versions: [{name: 'v', url}], payloadStr: 'x', payloadURL: shop.url});
    expect(seen.map(({body}) => body)).toEqual(['downloaded']);
  });

  it('stores nothing when it only sends load', async () => {
    const {url, seen} = await app();
    const {end} = await collect({...QUICK, versions: [{name: 'v', url}], loadOnly: true});
    expect(end).toMatchObject({result: 'succeeded'});
    expect(end).not.toHaveProperty('histograms');
    expect(seen).toHaveLength(20);
  });

  it.each([
    ['nobody answers', {versions: [{name: 'v', url: 'http://127.0.0.1:1'}]}, 'task 1 (metrics/collect) has no answer of v'],
    ['the payload is not there', {versions: [{name: 'v', url: 'http://127.0.0.1:1'}], payloadURL: 'http://127.0.0.1:1/x'}, /cannot download the payload: .*127\.0\.0\.1:1/],
    ['a URL is none', {versions: [{name: 'v', url: 'shop'}]}, /cannot be run: version "v": "shop" is no URL/],
    ['a version stands twice', {versions: [{name: 'v', url: 'http://a'}, {name: 'v', url: 'http://b'}]}, /"v" stands twice/],
  ])('fails when %s', async (_what, inputs, reason) => {
    const {outcome} = await collect({...QUICK, ...inputs});
    expect(outcome).toEqual({kind: 'failed', reason: typeof reason === 'string' ? reason : expect.stringMatching(reason)});
  }); // prettier-ignore

  it('counts a request without an answer as an error, which the original did not', async () => {
    const data = {v: {DurationHistogram: {Count: 3, Sum: 0.3, Max: 0.1, Data: []}, RetCodes: {200: 3, '-1': 1}}};
    const analysis = withCollected(experimentWith({}), data, new Date(0));
    expect(valueOf(analysis, 'v', 'error-rate')).toBe('0.25');
  });

  it.each([
    [{numQueries: 80}, 10],
    [{time: '90s'}, 90],
    [{}, 12.5],
    [{time: '90s', qps: 0}, 90],
  ])('has the time that %j takes, and a minute', (inputs, seconds) => {
    expect(timeoutOf(itemOf({task: 'metrics/collect', inputs}))).toBe((seconds + 60) * 1000);
  });
});
