import {describe, expect, it} from '@jest/globals';
import {readExperimentResource} from '../../../src/engine/experiment-resource.js';
import type {Json, JsonObject} from '../../../src/experiment/json.js';
import {formatExact} from '../../../src/experiment/quantity.js';
import {Recorder} from '../../../src/load/recorder.js';
import {NO_TRAFFIC, type Traffic} from '../../../src/local/run/traffic.js';
import {runPorts, type RunWorld} from '../../../src/local/run/world.js';
import {fullNameOf} from '../../../src/metrics/metric.js';
import {parseMetric} from '../../../src/metrics/parse-metric.js';
import {builtinMetrics} from '../../../src/metrics/ready-made/ready-made.js';

/** A backend that says how long one waits for it, and no jq. */
const queries: RunWorld['queries'] = {
  http: {
    send: async (_request, {timeoutMs}) => {
      return {kind: 'unavailable', cause: 'unreachable', reason: `no answer within ${timeoutMs / 1000} s`};
    },
  },
  jq: {evaluate: () => Promise.reject(new Error('nothing to evaluate')), close: () => Promise.resolve()},
  readSecret: () => Promise.resolve(undefined),
};

const metric = (name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'iter8.tools/v2alpha2',
  kind: 'Metric',
  metadata: {name, namespace: 'shop'},
  spec,
});
const SALES = metric('sales', {mock: [{name: 'v1', level: 10}, {name: 'v2', level: 20}], type: 'Counter'}); // prettier-ignore
const HANGS = metric('hangs', {urlTemplate: 'http://127.0.0.1:1', jqExpression: '.'});

function world(resource: JsonObject, traffic: Traffic = NO_TRAFFIC) {
  const now = () => new Date('2026-11-22T10:00:05Z');
  const metrics = [SALES, HANGS].map((one) => parseMetric(one));
  return {
    ports: runPorts({resource, metrics, traffic, queries, env: {}, now}),
    experiment: readExperimentResource(resource),
  };
}

/** As the engine copies them when a run begins. */
const COPIES = [SALES, HANGS, ...builtinMetrics()].map((metricObj) => ({
  name: fullNameOf(parseMetric(metricObj)),
  metricObj,
}));

function resource(metrics: readonly string[], over: JsonObject = {}, copies: Json = COPIES): JsonObject {
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'e', namespace: 'shop'},
    spec: {
      target: 'shop/app',
      strategy: {testingPattern: 'Canary', deploymentPattern: 'Progressive'},
      criteria: {indicators: metrics},
      duration: {intervalSeconds: 1, iterationsPerLoop: 2},
      versionInfo: {baseline: {name: 'v1'}, candidates: [{name: 'v2'}]},
      ...over,
    },
    status: {startTime: '2026-11-22T10:00:00Z', metrics: copies},
  };
}

describe('the world of a run without a cluster', () => {
  it('queries the metrics that were copied for each version, since the run began', async () => {
    const {ports, experiment} = world(resource(['sales']));
    const observed = await ports.queryMetrics(experiment);
    const values = [...observed.get('shop/sales')!].map(([version, observation]) => [
      version,
      observation.kind === 'value' && formatExact(observation.value),
    ]);
    expect(values).toEqual([['v1', '50'], ['v2', '100']]);
  }); // prettier-ignore

  it('names them as the status does, which in v2alpha1 are the names of the criteria', async () => {
    const copies = [{name: 'sales', metricObj: SALES}];
    const {ports, experiment} = world(resource(['sales'], {}, copies));
    expect([...(await ports.queryMetrics(experiment)).keys()]).toEqual(['sales']);
  });

  it('measures the built-in metrics on the traffic itself', async () => {
    const recorder = new Recorder();
    recorder.record(0.02, {kind: 'answer', status: 500, bytes: 0});
    const traffic = {...NO_TRAFFIC, results: () => new Map([['v2', recorder.result()]])};
    const {ports, experiment} = world(resource(['iter8-system/error-rate']), traffic);
    const byVersion = (await ports.queryMetrics(experiment)).get('iter8-system/error-rate')!;
    expect(byVersion.get('v2')).toMatchObject({kind: 'value', sampleSize: 1});
    expect(byVersion.get('v1')).toMatchObject({kind: 'unavailable'});
  });

  it('waits for a backend no longer than an interval', async () => {
    const {ports, experiment} = world(resource(['hangs']));
    const byVersion = (await ports.queryMetrics(experiment)).get('shop/hangs')!;
    expect(byVersion.get('v1')).toEqual({kind: 'unavailable', reason: 'no answer within 1 s'});
  });

  it('reads back the weights that it set, and all is with the baseline before', async () => {
    const set: unknown[] = [];
    const traffic = {...NO_TRAFFIC, setWeights: (weights: unknown) => set.push(weights)};
    const {ports, experiment} = world(resource([]), traffic);
    const percents = async () => {
      const answer = await ports.observeWeights(experiment);
      return answer.kind === 'observed' && answer.weights.map(({percent}) => percent);
    };
    expect(await percents()).toEqual([100, 0]);
    const weights = [{version: 'v1', percent: 70}, {version: 'v2', percent: 30}]; // prettier-ignore
    await ports.setWeights(weights, experiment);
    expect([await percents(), set]).toEqual([[70, 30], [weights]]);
  });

  it('has no target to wait for', async () => {
    const {ports, experiment} = world(resource([]));
    expect(await ports.acquireTarget(experiment)).toEqual({kind: 'acquired'});
  });
});
