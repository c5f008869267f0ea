import type {Metric} from '../../../metrics/metric.js';

const INSTANT_QUERY = '/api/v1/query';

/** Of those metrics that query a Prometheus, the same, asking another one. */
export function metricsAt(metrics: ReadonlyMap<string, Metric>, serverUrl: string): ReadonlyMap<string, Metric> {
  const base = serverUrl.replace(/\/+$/, '');
  const urlTemplate = base.endsWith(INSTANT_QUERY) ? base : `${base}${INSTANT_QUERY}`;
  const moved = [...metrics].flatMap(([name, metric]): [string, Metric][] => {
    const {source} = metric;
    if (source.kind !== 'query' || !/\/api\/v1\/query\/*$/.test(source.urlTemplate ?? '')) return [];
    return [[name, {...metric, source: {...source, urlTemplate}}]];
  });
  return new Map(moved);
}

/** The same metrics as of another time than the present. */
export function asOf(metrics: ReadonlyMap<string, Metric>, time: Date): ReadonlyMap<string, Metric> {
  const value = String(time.getTime() / 1000);
  const entries = [...metrics].map(([name, metric]): [string, Metric] => {
    const {source} = metric;
    if (source.kind !== 'query') return [name, metric];
    const params = [...source.params.filter((param) => param.name !== 'time'), {name: 'time', value}];
    return [name, {...metric, source: {...source, params}}];
  });
  return new Map(entries);
}
