import {describe, expect, it} from '@jest/globals';
import {runExperiment} from '../../../src/engine/run.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import {storedLooks} from '../../../src/experiment/stored-looks.js';
import {NO_TRAFFIC} from '../../../src/local/run/traffic.js';
import {runPorts, type RunWorld} from '../../../src/local/run/world.js';
import {readPlainPath} from '../../../src/metrics/jq/plain-path.js';
import {parseMetric} from '../../../src/metrics/parse-metric.js';
import {readyMadeMetrics} from '../../../src/metrics/ready-made/ready-made.js';
import {bucketAnswer, prometheusAnswer} from '../../metrics/support/backend.js';

const BEGIN = Date.parse('2026-11-22T10:00:00Z');
const EACH_SECOND = 50;

/** Requests of which one in a hundred takes longer than 200 ms, or one in five of version v2 where that is slow. */
function prometheus(now: () => Date, isSlow: boolean): RunWorld['queries'] {
  const answerTo = (query: string) => {
    if (query.includes('histogram_quantile')) return prometheusAnswer('150');
    const rate = EACH_SECOND; // of each second of the whole run
    const slow = isSlow && query.includes("'v2'") ? 0.2 : 0.01;
    return bucketAnswer({100: rate * 0.5, 200: rate * (1 - slow), 500: rate, '+Inf': rate});
  };
  return {
    http: {
      send: ({url}) => {
        const query = new URL(url).searchParams.get('query') ?? '';
        const seconds = Math.max(1, Math.floor((now().getTime() - BEGIN) / 1000));
        const text = query.includes(`[${seconds}s]`) ? answerTo(query) : '{}';
        return Promise.resolve({
          kind: 'answer',
          status: 200,
          mediaType: 'application/json',
          body: Buffer.from(text),
        });
      },
    },
    jq: {
      evaluate: (json, program) => Promise.resolve(readPlainPath(json, program) ?? {kind: 'nothing'}),
      close: () => Promise.resolve(),
    },
    readSecret: () => Promise.resolve(undefined),
  };
}

/** Plays an experiment on the 95th percentile that Knative's Prometheus tells, without anything that counts requests. */
async function play(limit: number, isSlow = false) {
  const NAME = '95th-percentile-tail-latency';
  const ready = readyMadeMetrics('knative', {namespace: 'shop'}).find(
    ({metadata}) => (metadata as JsonObject).name === NAME,
  )!;
  const resource: JsonObject = {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'tail', namespace: 'shop'},
    spec: {
      target: 'shop/app',
      strategy: {testingPattern: 'Canary', deploymentPattern: 'FixedSplit'},
      criteria: {strength: {confidence: 0.95}, objectives: [{metric: NAME, upperLimit: limit}]},
      duration: {intervalSeconds: 10, iterationsPerLoop: 6},
      versionInfo: {
        baseline: {name: 'v1', variables: [{name: 'revision', value: 'v1'}]},
        candidates: [{name: 'v2', variables: [{name: 'revision', value: 'v2'}]}],
      },
    },
  };
  let time = new Date(BEGIN);
  const now = () => time;
  const metrics = [parseMetric({...ready, spec: {...(ready.spec as JsonObject), sampleSize: null}})];
  const queries = prometheus(now, isSlow);
  const ports = runPorts({resource, metrics, traffic: NO_TRAFFIC, queries, env: {}, now});
  const sleep = (until: Date) => {
    time = until > time ? until : time;
    return Promise.resolve();
  };
  const {experiment} = await runExperiment({...ports, sleep});
  return experiment!;
}

describe('a run on a percentile that Prometheus tells', () => {
  it('promotes a candidate whose histogram shows that few requests are above the limit, and ends early', async () => {
    const experiment = await play(200);
    expect(experiment.status).toMatchObject({stage: 'Completed', recommendedVersion: 'v2'});
    expect(experiment.status.completedIterations).toBeLessThan(6);
    const looks = storedLooks(experiment).find(({version}) => version === 'v2')!;
    expect(looks).toMatchObject({metric: '95th-percentile-tail-latency', above: 200});
    expect(looks.looks[0]).toEqual({iteration: 1, samples: expect.any(Number), sum: expect.any(Number)});
    const {samples, sum} = looks.looks.at(-1)!;
    expect(sum / samples).toBeCloseTo(0.01, 2);
  });

  it('keeps the baseline where the histogram shows too many above it, whatever the percentile says', async () => {
    const experiment = await play(200, true);
    expect(experiment.status).toMatchObject({recommendedVersion: 'v1'});
    expect(experiment.status.analysis.versionAssessments?.get('v2')).toEqual(['violated']);
  });

  it('holds the baseline where the limit lies in a bucket with half of all requests, and says what would help', async () => {
    const {status} = await play(150);
    expect(status).toMatchObject({completedIterations: 6, recommendedVersion: 'v1'});
    expect(status.analysis.assessmentMessages?.get('v2')?.[0]).toContain('lies within the bucket from 100 to 200');
  });
});
