import {setTimeout as sleep} from 'node:timers/promises';
import {createNamespace} from './api-client.js';

const API = 'iter8.tools/v2alpha2';
export const INTERVAL_SECONDS = 10;
/** Created in a second at most, so that the server keeps up. */
const MOST_PER_SECOND = 50;

/**
 * The namespace, and the metric that all experiments in it have.
 *
 * @param {import('./api-client.js').ApiClient} client
 * @param {{namespace: string, backend: string}} wanted
 */
export async function createMetric(client, {namespace, backend}) {
  await createNamespace(client, namespace);
  await client.ok('POST', `/apis/${API}/namespaces/${namespace}/metrics`, {body: metric(backend)});
}

/**
 * Creates experiments that run for as long as the benchmark, each with one metric of two versions. They come evenly
 * over an interval or several, so that they are not due all at once.
 *
 * @param {import('./api-client.js').ApiClient} client
 * @param {{namespace: string, count: number}} wanted
 */
export async function createRunning(client, {namespace, count}) {
  const path = `/apis/${API}/namespaces/${namespace}/experiments`;
  const intervals = Math.ceil(count / (MOST_PER_SECOND * INTERVAL_SECONDS));
  const pauseMs = (intervals * INTERVAL_SECONDS * 1000) / count;
  const begin = performance.now();
  for (let number = 0; number < count; number += 1) {
    await sleep(Math.max(0, begin + number * pauseMs - performance.now()));
    await client.ok('POST', path, {body: experiment(number)});
  }
}

/** @param {string} backend */
function metric(backend) {
  const params = [{name: 'query', value: 'sum(latency{version="$name"}[${elapsedTime}s])'}];
  const jqExpression = '.data.result[0].value[1] | tonumber';
  const spec = {
    type: 'Gauge',
    units: 'milliseconds',
    urlTemplate: `${backend}/api/v1/query`,
    params,
    jqExpression,
  };
  return {apiVersion: API, kind: 'Metric', metadata: {name: 'mean-latency'}, spec};
}

/** @param {number} number */
function experiment(number) {
  const name = `running-${number}`;
  const spec = {
    target: name,
    strategy: {testingPattern: 'Canary', deploymentPattern: 'FixedSplit'},
    criteria: {objectives: [{metric: 'mean-latency', upperLimit: 50}]},
    duration: {intervalSeconds: INTERVAL_SECONDS, iterationsPerLoop: 100_000},
    versionInfo: {baseline: {name: 'current'}, candidates: [{name: 'candidate'}]},
  };
  return {apiVersion: API, kind: 'Experiment', metadata: {name}, spec};
}
