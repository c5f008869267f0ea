import type {JsonObject} from '../../../experiment/json.js';
import {GROUP} from '../../../experiment/parse.js';
import type {MeasuredMetric} from './measure.js';

/**
 * Metric resources (v2alpha2) that ask the metrics endpoint, with the names that the tutorials use. An experiment's
 * versions say by their variable `revision` which Revision they are.
 *
 * @param url of the endpoint
 */
export function measuredMetrics(url: string, namespace: string): JsonObject[] {
  const counts = (name: MeasuredMetric, description: string) =>
    metricResource({name, namespace}, url, {type: 'Counter', description});
  const gauges = (name: MeasuredMetric, description: string, units?: string) => {
    const of = {type: 'Gauge', description, ...(units === undefined ? {} : {units})};
    return metricResource({name, namespace}, url, {...of, sampleSize: `${namespace}/request-count`});
  };
  return [
    counts('request-count', 'Number of requests'),
    counts('error-count', 'Number of requests that failed'),
    gauges('error-rate', 'Share of requests that failed, 0 to 1'),
    gauges('mean-latency', 'Mean time to answer', 'milliseconds'),
    gauges('95th-percentile-tail-latency', '95th percentile of the time to answer', 'milliseconds'),
  ];
}

function metricResource(metadata: {name: string; namespace: string}, url: string, spec: JsonObject): JsonObject {
  return {
    apiVersion: `${GROUP}/v2alpha2`,
    kind: 'Metric',
    metadata: {...metadata, labels: {creator: 'iter8'}},
    spec: {
      ...spec,
      provider: 'iter8ctl-sandbox',
      method: 'GET',
      urlTemplate: url,
      params: [
        {name: 'metric', value: metadata.name},
        {name: 'revision', value: '$revision'},
      ],
      jqExpression: '.value',
    },
  };
}
