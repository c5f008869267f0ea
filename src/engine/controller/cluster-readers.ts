import {ifThere} from '../../cluster/not-found.js';
import type {Cluster} from '../../cluster/port.js';
import {getSecret} from '../../cluster/secret.js';
import {GROUP} from '../../experiment/parse.js';
import {parseMetric} from '../../metrics/parse-metric.js';
import type {MetricReader} from '../../metrics/references.js';
import {SECRET_LABEL, type SecretReader} from '../../metrics/secrets.js';

/** Metrics of the cluster. */
export function metricReader(cluster: Cluster): MetricReader {
  return async (namespace, name) => {
    const kind = await cluster.findKind({group: GROUP, kind: 'Metric'});
    const resource = kind && (await ifThere(cluster.get(kind, {namespace, name})));
    return resource && parseMetric(resource);
  };
}

/** Secrets of the cluster that are labelled for metrics; all others are as if they were not there. */
export function metricSecretReader(cluster: Cluster): SecretReader {
  return async (namespace, name) => {
    const secret = await getSecret(cluster, namespace, name);
    return secret?.labels.get(SECRET_LABEL) === 'true' ? secret.data : undefined;
  };
}
