import {lookUpMetric} from '../experiment/metric-reference.js';
import type {Experiment} from '../experiment/model.js';
import type {Quantity} from '../experiment/quantity.js';

/** Latest value of a metric for a version; undefined when there is none. `metric` as written in criteria or status. */
export function metricValue(experiment: Experiment, metric: string, version: string): Quantity | undefined {
  const byMetric = experiment.status.analysis.aggregatedMetrics;
  return byMetric && lookUpMetric(byMetric, metric, experiment.namespace)?.get(version)?.value;
}
