import type {JsonObject} from '../../../src/experiment/json.js';
import type {Metric} from '../../../src/metrics/metric.js';
import {parseMetric, PROMETHEUS_VALUE} from '../../../src/metrics/parse-metric.js';

/** A Metric of v2alpha2 with this spec. */
export function metricOf(spec: JsonObject, name = 'my-metric', namespace = 'shop'): Metric {
  return parseMetric({apiVersion: 'iter8.tools/v2alpha2', kind: 'Metric', metadata: {name, namespace}, spec});
}

/** A metric that asks Prometheus at this base URL. */
export function prometheusMetric(url: string, spec: JsonObject = {}): Metric {
  return metricOf({
    urlTemplate: `${url}/api/v1/query`,
    params: [{name: 'query', value: "sum(increase(requests{revision='$revision'}[${elapsedTime}s]))"}],
    jqExpression: PROMETHEUS_VALUE,
    ...spec,
  });
}

export const V1 = {name: 'v1', variables: new Map([['revision', 'app-1']])};
