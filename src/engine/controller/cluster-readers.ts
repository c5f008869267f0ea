import {ifThere} from '../../cluster/not-found.js';
import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Field} from '../../experiment/field.js';
import {GROUP} from '../../experiment/parse.js';
import {parseMetric} from '../../metrics/parse-metric.js';
import type {MetricReader} from '../../metrics/references.js';
import {SECRET_LABEL, type SecretReader} from '../../metrics/secrets.js';

const SECRET_KIND: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  isNamespaced: true,
};

/** Metrics of the cluster. */
export function metricReader(cluster: Cluster): MetricReader {
  return async (namespace, name) => {
    const kind = await cluster.findKind({group: GROUP, kind: 'Metric'});
    const resource = kind && (await ifThere(cluster.get(kind, {namespace, name})));
    return resource && parseMetric(resource);
  };
}

/** Secrets of the cluster that are labelled for metrics; all others are as if they were not there. */
export function secretReader(cluster: Cluster): SecretReader {
  return async (namespace, name) => {
    const secret = await ifThere(cluster.get(SECRET_KIND, {namespace, name}));
    const root = new Field(secret);
    if (root.get('metadata', 'labels').get(SECRET_LABEL).value !== 'true') return undefined;
    const entries = root.get('data').entries();
    return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value.text() ?? '', 'base64')]));
  };
}
