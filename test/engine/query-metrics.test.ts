import {getEventListeners} from 'node:events';
import {describe, expect, it} from '@jest/globals';
import {readExperimentResource} from '../../src/engine/experiment-resource.js';
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
