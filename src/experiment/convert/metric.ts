import type {FieldPath} from '../field.js';
import {isObject, type Json, type JsonObject} from '../json.js';
import {compact, type Conversion, CURRENT_API_VERSION, listOf, type Loss, objectOf, omit} from './conversion.js';
import {when} from './legacy-spec.js';

/** Where the one Prometheus of v2alpha1 was unless its configuration said otherwise. */
const PROMETHEUS_URL = 'http://prometheus-operated.iter8-monitoring:9090/api/v1/query';
const PROMETHEUS_JQ = '.data.result[0].value[1] | tonumber';
export const URL_REASON = `the address of Prometheus was configuration of the engine; its default ${PROMETHEUS_URL} is written as urlTemplate: check it`;

/** A Metric of v2alpha1 as v2alpha2. */
export function convertMetric(source: JsonObject): Conversion {
  return {resource: metricResource(source), losses: metricLosses(source, ['spec'], URL_REASON)};
}

/** The resource alone; `source` may also be the copy in an experiment. */
export function metricResource(source: JsonObject): JsonObject {
  return {...source, apiVersion: CURRENT_API_VERSION, spec: metricSpec(objectOf(source.spec))};
}

/** Whether the query goes to the Prometheus of the installation. */
export function usesSharedPrometheus(source: JsonObject): boolean {
  const spec = objectOf(source.spec);
  return (spec.provider ?? 'prometheus') === 'prometheus' && spec.urlTemplate === undefined;
}

/** @param urlReason what to say of the address of Prometheus; undefined: nothing */
export function metricLosses(source: JsonObject, path: FieldPath, urlReason?: string): Loss[] {
  const spec = objectOf(source.spec);
  const isOther = !usesSharedPrometheus(source) && spec.urlTemplate === undefined;
  return [
    ...(urlReason !== undefined && usesSharedPrometheus(source) ? [{path, reason: urlReason}] : []),
    ...when(
      isOther,
      [...path, 'provider'],
      'v2alpha1 could only read from prometheus: write urlTemplate and jqExpression',
    ),
  ];
}

function metricSpec(spec: JsonObject): JsonObject {
  const sampleSize = spec.sampleSize ?? spec.sample_size;
  return compact({
    ...omit(spec, 'sample_size'),
    type: typeof spec.type === 'string' ? capitalised(spec.type) : spec.type,
    sampleSize: isObject(sampleSize) ? reference(sampleSize) : sampleSize,
    params: convertParams(spec.params),
    ...(usesSharedPrometheus({spec})
      ? {urlTemplate: PROMETHEUS_URL, jqExpression: spec.jqExpression ?? PROMETHEUS_JQ}
      : {}),
  });
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function reference({namespace, name}: JsonObject): Json | undefined {
  return typeof namespace === 'string' && typeof name === 'string' ? `${namespace}/${name}` : name;
}

/** A list; before 2021-02-10 it was a map. */
function convertParams(params: Json | undefined): Json | undefined {
  if (!isObject(params) && !Array.isArray(params)) return params;
  const list = isObject(params) ? Object.entries(params).map(([name, value]) => ({name, value})) : listOf(params);
  return list.map((item) => {
    const param = objectOf(item);
    return typeof param.value === 'string' ? {...param, value: withElapsedTime(param.value)} : item;
  });
}

const INTERVAL = /\$(?:\$|interval(?![A-Za-z0-9_])|\{interval\})/g;

/** `$interval` held its unit, `${elapsedTime}` is a bare number of seconds. `$$` is an escaped dollar. */
function withElapsedTime(template: string): string {
  return template.replace(INTERVAL, (placeholder) => (placeholder === '$$' ? placeholder : '${elapsedTime}s'));
}
