import type {JsonObject} from '../../../../src/experiment/json.js';

export const BEGIN = new Date('2026-11-22T10:00:00Z');

/** A Metric whose query counts over the whole run so far. */
export function counted(name: string, query: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Metric',
    metadata: {name, namespace: 'shop'},
    spec: {
      urlTemplate: 'http://prometheus.nowhere:9090/api/v1/query',
      jqExpression: '.data.result[0].value[1] | tonumber',
      params: [{name: 'query', value: query}],
      ...spec,
    },
  };
}

export const REQUESTS = counted(
  'requests',
  'sum(increase(requests_total{version="$revision"}[${elapsedTime}s]))',
  {
    type: 'Counter',
  },
);
export const ERROR_RATE = counted(
  'error-rate',
  'sum(increase(errors_total{version="$revision"}[${elapsedTime}s])) / sum(increase(requests_total{version="$revision"}[${elapsedTime}s]))',
  {sampleSize: 'requests'},
);

/** Ten iterations of a minute, with copies of its metrics; nothing of them is kept. */
export function unkept(over: JsonObject = {}): JsonObject {
  const version = (name: string) => ({name, variables: [{name: 'revision', value: `shop-${name}`}]});
  return {
    apiVersion: 'iter8.tools/v2alpha2',
    kind: 'Experiment',
    metadata: {name: 'checkout', namespace: 'shop'},
    spec: {
      target: 'shop/checkout',
      strategy: {testingPattern: 'Canary', deploymentPattern: 'FixedSplit'},
      criteria: {objectives: [{metric: 'shop/error-rate', upperLimit: '0.02'}]},
      duration: {intervalSeconds: 60, iterationsPerLoop: 10},
      versionInfo: {baseline: version('v1'), candidates: [version('v2')]},
    },
    status: {
      startTime: BEGIN.toISOString(),
      metrics: [REQUESTS, ERROR_RATE].map((metricObj) => ({
        name: `shop/${(metricObj.metadata as {name: string}).name}`,
        metricObj,
      })),
    },
    ...over,
  };
}
