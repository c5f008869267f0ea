import {Iter8Error} from '../errors.js';
import {Field} from '../experiment/field.js';
import {isObject, type JsonObject} from '../experiment/json.js';
import {GROUP} from '../experiment/parse.js';
import {
  AUTH_TYPES,
  type Metric,
  METHODS,
  type MetricSource,
  type MetricType,
  type MockSource,
  type NamedTemplate,
  type QuerySource,
} from './metric.js';

/** What an installation of v2alpha1 had in its configuration as `metricsBackend.url`. */
const V2ALPHA1_PROMETHEUS_URL = 'http://prometheus-operated.iter8-monitoring:9090';

/** The value of the first result of a Prometheus instant query. */
export const PROMETHEUS_VALUE = '.data.result[0].value[1] | tonumber';

export interface MetricDefaults {
  /** Base URL of the one Prometheus that v2alpha1 metrics query; undefined: that of the original installation. */
  readonly prometheusUrl?: string;
}

const PARSERS: Readonly<Record<string, (spec: Field, defaults: MetricDefaults) => MetricSource>> = {
  [`${GROUP}/v2alpha1`]: parseV2alpha1Source,
  [`${GROUP}/v2alpha2`]: parseV2alpha2Source,
};

/**
 * The typed model of a Metric resource.
 *
 * @throws Iter8Error INVALID for an unknown apiVersion
 * @throws FieldError with the path of the first field that holds another type than it must
 */
export function parseMetric(source: JsonObject, defaults: MetricDefaults = {}): Metric {
  const resource = new Field(source);
  const metadata = resource.get('metadata');
  const spec = resource.get('spec');
  const name = metadata.get('name').text();
  if (name === undefined) throw metadata.get('name').missing();
  return {
    name,
    namespace: metadata.get('namespace').text() ?? 'default',
    type: parseType(spec),
    description: spec.get('description').text(),
    units: spec.get('units').text(),
    sampleSize: parseSampleSize(firstOf(spec.get('sampleSize'), spec.get('sample_size'))),
    provider: spec.get('provider').text(),
    source: sourceParser(resource)(spec, defaults),
    resource: source,
  };
}

function sourceParser(resource: Field): (spec: Field, defaults: MetricDefaults) => MetricSource {
  const apiVersion = resource.get('apiVersion').text() ?? '';
  const parse = Object.hasOwn(PARSERS, apiVersion) ? PARSERS[apiVersion] : undefined;
  if (parse) return isV2alpha1(resource.get('spec')) ? parseV2alpha1Source : parse;
  throw new Iter8Error(
    'INVALID',
    `apiVersion ${JSON.stringify(apiVersion)} of Metric is not known`,
    `known are ${Object.keys(PARSERS).join(', ')}`,
  );
}

/** A server may give out a Metric of v2alpha1 as v2alpha2: then it has a Prometheus query, and nothing that says where. */
function isV2alpha1(spec: Field): boolean {
  const hasSource = ['urlTemplate', 'jqExpression', 'mock', 'body'].some((name) => spec.get(name).exists);
  return !hasSource && spec.get('provider').value === 'prometheus' && spec.get('params').exists;
}

function firstOf(...fields: [Field, ...Field[]]): Field {
  return fields.find((field) => field.exists) ?? fields[0];
}

/** Lower case is the spelling of v2alpha1 and of the first v2alpha2. */
function parseType(spec: Field): MetricType {
  const word = spec.get('type').oneOf(['Counter', 'Gauge', 'counter', 'gauge']);
  return word?.toLowerCase() === 'counter' ? 'Counter' : 'Gauge';
}

/** Text, or in v2alpha1 an object of `name` and perhaps `namespace`. */
function parseSampleSize(reference: Field): string | undefined {
  if (!isObject(reference.value)) return reference.text();
  const name = reference.get('name').text();
  if (name === undefined) throw reference.get('name').missing();
  const namespace = reference.get('namespace').text();
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The order of the original: `provider: iter8` counts before `mock`, and `mock` before a request. */
function parseV2alpha2Source(spec: Field): MetricSource {
  if (spec.get('provider').text() === 'iter8') return {kind: 'builtin'};
  return spec.get('mock').exists ? parseMock(spec.get('mock')) : parseQuery(spec);
}

function parseMock(mock: Field): MockSource {
  const levels = mock.items().map((entry) => {
    const level = entry.get('level').quantity();
    if (!level) throw entry.get('level').missing();
    return [requiredText(entry.get('name')), level] as const;
  });
  return {kind: 'mock', levels: new Map(levels)};
}

function requiredText(field: Field): string {
  const text = field.text();
  if (text === undefined) throw field.missing();
  return text;
}

function parseQuery(spec: Field): QuerySource {
  return {
    kind: 'query',
    method: spec.get('method').oneOf(METHODS) ?? 'GET',
    urlTemplate: spec.get('urlTemplate').text(),
    params: parseTemplates(spec.get('params')),
    headerTemplates: parseTemplates(firstOf(spec.get('headerTemplates'), spec.get('headers'))),
    body: spec.get('body').text(),
    authType: spec.get('authType').oneOf(AUTH_TYPES),
    secret: spec.get('secret').text(),
    needsAllValues: false,
    jqExpression: spec.get('jqExpression').text(),
  };
}

/** A list of name and value, or the map of early v2alpha1. */
function parseTemplates(field: Field): NamedTemplate[] {
  if (isObject(field.value)) return field.entries().map(([name, value]) => ({name, value: requiredText(value)}));
  return field
    .items()
    .map((item) => ({name: requiredText(item.get('name')), value: requiredText(item.get('value'))}));
}

/** v2alpha1 knows one Prometheus and one way to read its answer. */
function parseV2alpha1Source(spec: Field, {prometheusUrl = V2ALPHA1_PROMETHEUS_URL}: MetricDefaults): QuerySource {
  spec.get('provider').oneOf(['prometheus']);
  return {
    kind: 'query',
    method: 'GET',
    urlTemplate: `${prometheusUrl.replace(/\/+$/, '')}/api/v1/query`,
    params: parseTemplates(spec.get('params')),
    headerTemplates: [],
    body: undefined,
    authType: undefined,
    secret: undefined,
    needsAllValues: true,
    jqExpression: PROMETHEUS_VALUE,
  };
}
