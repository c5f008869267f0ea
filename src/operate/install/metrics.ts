import {isObject, type JsonObject} from '../../experiment/json.js';
import {INSTALL_NAMESPACE} from '../../experiment/metric-reference.js';
import {builtinMetrics, readyMadeMetrics} from '../../metrics/ready-made/ready-made.js';
import {STACKS} from '../../metrics/ready-made/stacks.js';
import {LABELS} from './labels.js';
import type {InstallOptions, MetricSet} from './options.js';

/** The built-in metrics, and those of the stacks that are asked for. */
export function metricObjects({namespace, metrics}: InstallOptions): JsonObject[] {
  const builtin = builtinMetrics().map((metric) => inNamespace(metric, namespace));
  const stacks = metrics.flatMap(({stack, ...options}) => readyMadeMetrics(stack, options));
  return [...builtin, ...stacks].map(withLabels);
}

/** Where the metrics of a stack live. */
export function metricNamespace({stack, namespace}: MetricSet): string {
  return namespace ?? STACKS[stack].namespace;
}

/** The hosts that ready-made metrics query: they are inside the cluster, where the controller asks only what it is told. */
export function metricHosts({metrics}: InstallOptions): string[] {
  return metrics.map(({stack, prometheusUrl}) => new URL(prometheusUrl ?? STACKS[stack].prometheusUrl).hostname);
}

/** They are written for `iter8-system`, and refer to one another there. */
function inNamespace(metric: JsonObject, namespace: string): JsonObject {
  const {metadata, spec} = metric;
  if (!isObject(metadata) || !isObject(spec) || namespace === INSTALL_NAMESPACE) return metric;
  const {sampleSize} = spec;
  const moved =
    typeof sampleSize === 'string' ? sampleSize.replace(`${INSTALL_NAMESPACE}/`, `${namespace}/`) : undefined;
  return {
    ...metric,
    metadata: {...metadata, namespace},
    spec: {...spec, ...(moved !== undefined && {sampleSize: moved})},
  };
}

function withLabels(metric: JsonObject): JsonObject {
  return {...metric, metadata: {...(isObject(metric.metadata) && metric.metadata), labels: LABELS}};
}
