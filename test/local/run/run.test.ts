import type {RequestListener} from 'node:http';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {runResult} from '../../../src/analysis/run-result.js';
import {verdictAtLastWrite} from '../../../src/analysis/verdict-words/verdict-words.js';
import {type Judgement, planFromUrls} from '../../../src/local/run/plan.js';
import {runWithoutCluster, type RunSettings} from '../../../src/local/run/run.js';
import {eventually, httpServer, type TestServer} from '../../support/servers.js';

/** An app that answers after some milliseconds; every n-th answer is an error. */
function app(delayMs: number, errorEvery = Infinity): RequestListener {
  let count = 0;
  return (_request, response) => {
    count += 1;
    response.statusCode = count % errorEvery === 0 ? 500 : 200;
    setTimeout(() => response.end('ok'), delayMs);
  };
}

const moved: RequestListener = (_request, response) => response.writeHead(302, {location: '/login'}).end();

let servers: Record<'good' | 'slow' | 'erring' | 'erringToo' | 'moved', TestServer>;

const NOBODY = 'http://127.0.0.1:1';

/** Runs a candidate against the good app for 6 s: a warm-up of 500 ms, and five iterations of a second. */
async function run(
  candidate: string,
  over: Partial<RunSettings> = {},
  {baseline = servers.good.url, judgement = {}}: {baseline?: string; judgement?: Judgement} = {},
) {
  const objectives = ['mean-latency<=600', 'error-rate<=0.01'];
  const plan = planFromUrls({baseline, candidate, objectives, durationMs: 6000, rps: 30, judgement});
  const notices: string[] = [];
  const experiment = await runWithoutCluster(plan, {
    rps: 30,
    connections: 10,
    proxyPort: undefined,
    secret: undefined,
    extraCertificates: undefined,
    env: {},
    now: () => new Date(),
    signal: new AbortController().signal,
    onWrite: () => undefined,
    onNotice: (text) => notices.push(text),
    ...over,
  });
  return {
    experiment,
    result: runResult(experiment),
    reasons: verdictAtLastWrite(experiment).because.join('\n'),
    notices,
  };
}

type Run = Awaited<ReturnType<typeof run>>;

/** All at the same time, since each takes its seconds. */
let runs: Record<'good' | 'slow' | 'erring' | 'absent' | 'proxied' | 'sure' | 'moved', Run>;
let unreachable: unknown;

beforeAll(async () => {
  const [good, slow, erring, erringToo, redirecting] = await Promise.all(
    [app(2), app(900), app(2, 4), app(2, 4), moved].map((listener) => httpServer(listener)),
  );
  servers = {good: good!, slow: slow!, erring: erring!, erringToo: erringToo!, moved: redirecting!};
  const nobody = run(NOBODY, {}, {baseline: NOBODY.replace('1:1', '1:2')}).catch(
    (error: unknown) => (unreachable = error),
  );
  const urls = [servers.good.url, servers.slow.url, servers.erring.url, NOBODY, servers.moved.url];
  const [proxied, sure, ...others] = await Promise.all([
    run(servers.good.url, {proxyPort: 0}),
    run(servers.erringToo.url, {}, {judgement: {confidence: '0.95'}}),
    ...urls.map((url) => run(url)),
  ]);
  const [won, late, failing, absent, sentAway] = others;
  runs = {good: won!, slow: late!, erring: failing!, absent: absent!, proxied, sure, moved: sentAway!};
  await nobody;
});
afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.close()));
});

describe('a run on two servers', () => {
  it('promotes a good candidate', () => {
    const {experiment, result, notices} = runs.good;
    expect([result, notices]).toEqual(['won', []]);
    expect(experiment.status).toMatchObject({
      stage: 'Completed',
      completedIterations: 5,
      recommendedVersion: 'candidate',
    });
  });

  it.each([
    ['slow', /candidate: mean-latency is (9\d\d|\d{4}).* above its upper limit 600;/],
    ['erring', /candidate: error-rate is 0\.2.* above its upper limit 0\.01;/],
    ['absent', /candidate: error-rate is 1, .* above its upper limit 0\.01;/],
  ] as const)('keeps the baseline when the candidate is %s, and says why', (candidate, reason) => {
    const {result, reasons} = runs[candidate];
    expect(result).toBe('lost');
    expect(reasons).toMatch(reason);
  });

  it('ends as soon as the candidate is shown to be broken, where it is asked to be sure', () => {
    const {experiment, result, reasons} = runs.sure;
    expect(result).toBe('lost');
    expect(experiment.status.completedIterations).toBeLessThan(5);
    expect(reasons).toMatch(/candidate: error-rate is .* shown to be broken: the truth is between /);
    expect(reasons).toMatch(/The verdict was settled at iteration \d of 5/);
  });

  it('splits what comes through the proxy, and keeps what was measured', () => {
    const {experiment, result, notices} = runs.proxied;
    expect(notices).toEqual([expect.stringMatching(/^traffic to http:\/\/127\.0\.0\.1:\d+ is split among/)]);
    expect(result).toBe('won');
    expect(experiment.source).toMatchObject({
      status: {analysis: {aggregatedBuiltinHists: {data: {candidate: {RetCodes: {200: expect.any(Number)}}}}}},
    });
  });

  it('warns of a candidate that only sends everybody elsewhere', () => {
    expect(runs.moved.notices).toEqual([
      expect.stringMatching(
        /^warning: (\d+) of \1 answers of candidate are redirects \(302\), which load does not follow/,
      ),
    ]);
  });

  it('fails when nobody answers, and names why', () => {
    expect(unreachable).toMatchObject({
      code: 'UNREACHABLE',
      message: 'no version answers: baseline: connection refused; candidate: connection refused',
    });
  });

  it('ends at once when it is stopped, and leaves no connection', async () => {
    const stop = new AbortController();
    const stopped = run(servers.slow.url, {signal: stop.signal}, {baseline: servers.slow.url});
    await eventually(() => servers.slow.sockets.size > 0, 'the load begins');
    stop.abort();
    await expect(stopped).rejects.toMatchObject({code: 'INTERRUPTED'});
    await eventually(() => servers.slow.sockets.size === 0, 'all connections are closed');
  });
});
