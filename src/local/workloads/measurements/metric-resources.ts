import type {JsonObject} from '../../../experiment/json.js';
import {GROUP} from '../../../experiment/parse.js';
import type {MeasuredMetric} from './measure.js';

/** Whom the metrics of a namespace measure: the values of `revision` and the like in their requests. */
export type Measured = 'revisions' | 'deployments';

const PARAMS: Readonly<Record<Measured, readonly JsonObject[]>> = {
  revisions: [{name: 'revision', value: '$revision'}],
  deployments: [
    {name: 'revision', value: '$name'},
    {name: 'namespace', value: '$namespace'},
  ],
};

/**
 * Metric resources (v2alpha2) that ask the metrics endpoint, with the names that the tutorials use. Of Revisions, the
 * variable `revision` of a version says which it is; of Deployments, its name and its variable `namespace`, as in the
 * ready-made metrics of Istio.
 *
 * @param url of the endpoint
 */
export function measuredMetrics(url: string, namespace: string, measured: Measured = 'revisions'): JsonObject[] {
  const place = {namespace, url, params: PARAMS[measured]};
  const counts = (name: MeasuredMetric, description: string) =>
    metricResource(name, place, {type: 'Counter', description});
  const gauges = (name: MeasuredMetric, description: string, units?: string) => {
    const of = {type: 'Gauge', description, ...(units === undefined ? {} : {units})};
    return metricResource(name, place, {...of, sampleSize: `${namespace}/request-count`});
  };
  return [
    counts('request-count', 'Number of requests'),
    counts('error-count', 'Number of requests that failed'),
    gauges('error-rate', 'Share of requests that failed, 0 to 1'),
    gauges('mean-latency', 'Mean time to answer', 'milliseconds'),
    gauges('95th-percentile-tail-latency', '95th percentile of the time to answer', 'milliseconds'),
  ];
}

interface MetricPlace {
  readonly namespace: string;
  readonly url: string;
  readonly params: readonly JsonObject[];
}

function metricResource(name: string, {namespace, url, params}: MetricPlace, spec: JsonObject): JsonObject {
  return {
    apiVersion: `${GROUP}/v2alpha2`,
    kind: 'Metric',
    metadata: {name, namespace, labels: {creator: 'iter8'}},
    spec: {
      ...spec,
      provider: 'iter8ctl-sandbox',
      method: 'GET',
      urlTemplate: url,
      params: [{name: 'metric', value: name}, ...params],
      jqExpression: '.value',
    },
  };
}
