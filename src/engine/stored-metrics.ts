import {Field} from '../experiment/field.js';
import {isObject} from '../experiment/json.js';
import {INSTALL_NAMESPACE} from '../experiment/metric-reference.js';
import type {Experiment} from '../experiment/model.js';
import {fullNameOf, type Metric} from '../metrics/metric.js';
import {parseMetric} from '../metrics/parse-metric.js';

/** The copies of the metrics that a run is judged by, under their names in the resource. */
export interface StoredMetrics {
  readonly metrics: ReadonlyMap<string, Metric>;
  /** Name of a metric → name of the one that counts its data points. */
  readonly sampleSizes: ReadonlyMap<string, string>;
}

/**
 * The metrics as they were copied when the run began: a Metric that somebody changes meanwhile changes no running
 * experiment. v2alpha1 has its copies in the spec.
 *
 * @param installNamespace where bare names are looked for after the metric's own namespace; undefined: `iter8-system`
 * @throws Iter8Error INVALID when a copy is no Metric
 */
export function storedMetrics({source}: Experiment, installNamespace = INSTALL_NAMESPACE): StoredMetrics {
  const root = new Field(source);
  const inStatus = root.get('status', 'metrics').items();
  const entries = inStatus.length > 0 ? inStatus : root.get('spec', 'metrics').items();
  const metrics = new Map(entries.flatMap(metricOfEntry));
  const names = new Map([...metrics].map(([name, metric]) => [fullNameOf(metric), name]));
  const sampleSizes = [...metrics].flatMap(([name, {sampleSize, namespace}]) => {
    const places = sampleSize?.includes('/')
      ? [sampleSize]
      : [`${namespace}/${sampleSize}`, `${installNamespace}/${sampleSize}`];
    const counted = places.map((place) => names.get(place)).find((found) => found !== undefined);
    return sampleSize === undefined || counted === undefined ? [] : [[name, counted] as const];
  });
  return {metrics, sampleSizes: new Map(sampleSizes)};
}

function metricOfEntry(entry: Field): [string, Metric][] {
  const {value} = entry.get('metricObj');
  const name = entry.get('name').text();
  return name === undefined || !isObject(value) ? [] : [[name, parseMetric(value)]];
}
