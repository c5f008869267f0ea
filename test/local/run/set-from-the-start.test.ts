import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {parseExperiment} from '../../../src/experiment/parse.js';
import {planFromFile, planFromUrls, type RunPlan} from '../../../src/local/run/plan.js';
import {runWithoutCluster} from '../../../src/local/run/run.js';
import {httpServer, type TestServer} from '../../support/servers.js';

/** An app that counts its requests and answers all of them alike. */
async function startApp(status: number) {
  const app = {requests: 0};
  const server = await httpServer((_request, response) => {
    app.requests += 1;
    response.writeHead(status).end();
  });
  return {app, server};
}

const servers: TestServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

/** Requests to a candidate that only fails: in all, and until the engine wrote for the first time. */
async function runFailing(planOf: (baseline: string, candidate: string) => RunPlan) {
  const [good, failing] = [await startApp(200), await startApp(500)];
  servers.push(good.server, failing.server);
  let atFirst: number | undefined;
  const experiment = await runWithoutCluster(planOf(good.server.url, failing.server.url), {
    ...{rps: 40, connections: 10, proxyPort: undefined, secret: undefined, extraCertificates: undefined, env: {}},
    now: () => new Date(),
    signal: new AbortController().signal,
    onWrite: () => (atFirst ??= failing.app.requests),
    onNotice: () => undefined,
  });
  return {weights: experiment.status.weights, atFirst, inAll: failing.app.requests};
}

const fromUrls = (baseline: string, candidate: string) =>
  planFromUrls({baseline, candidate, objectives: ['error-rate<=0.01'], durationMs: 5000, rps: 40});

function blueGreen(baseline: string, candidate: string): RunPlan {
  const version = (name: string, url: string) => ({name, variables: [{name: 'url', value: url}]});
  const spec = {
    target: 'app',
    strategy: {testingPattern: 'Canary', deploymentPattern: 'BlueGreen'},
    criteria: {
      requestCount: 'iter8-system/request-count',
      objectives: [{metric: 'iter8-system/error-rate', upperLimit: '0.01'}],
    },
    duration: {intervalSeconds: 1, iterationsPerLoop: 4},
    versionInfo: {baseline: version('a', baseline), candidates: [version('b', candidate)]},
  };
  const metadata = {name: 'x', namespace: 'default'};
  const resource = {apiVersion: 'iter8.tools/v2alpha2', kind: 'Experiment', metadata, spec};
  return planFromFile(parseExperiment(resource), {metrics: [], secrets: []});
}

describe('a run whose candidate fails from the first request on', () => {
  let runs: Awaited<ReturnType<typeof runFailing>>[];
  beforeAll(async () => {
    runs = await Promise.all([runFailing(fromUrls), runFailing(blueGreen)]);
  });

  it.each([['URLs', 0], ['a file with BlueGreen', 1]])(
    'sends it no more once the engine looks, as the weights say: %s',
    (_what, index) => {
      const {weights, atFirst, inAll} = runs[index]!;
      expect(weights.map(({percent}) => percent)).toEqual([100, 0]);
      expect(atFirst).toBeGreaterThan(10);
      expect(inAll - atFirst!).toBeLessThanOrEqual(3); // under way at that moment
    },
  ); // prettier-ignore
});
