import type {JsonObject} from '../../experiment/json.js';
import {INSTALL_NAMESPACE} from '../../experiment/metric-reference.js';
import {GROUP} from '../../experiment/parse.js';
import {BUILTIN_FORMULAS} from '../builtin/builtin.js';
import type {MetricType} from '../metric.js';
import {PROMETHEUS_VALUE} from '../parse-metric.js';
import {type OtherMetric, type Stack, type StackName, STACKS} from './stacks.js';

export interface ReadyMadeOptions {
  /** undefined: the stack's own, such as `iter8-istio`. */
  readonly namespace?: string;
  /** Base URL; undefined: where the stack's installation has its Prometheus. */
  readonly prometheusUrl?: string;
}

interface Definition {
  readonly name: string;
  readonly type: MetricType;
  readonly description: string;
  readonly units?: string;
  readonly query: string;
}

/**
 * Metric resources (v2alpha2) for one traffic stack: `request-count`, `error-count`, `error-rate`, `mean-latency`, and
 * what else its histograms allow. The names are those of the original.
 *
 * Where the original's queries were wrong, these differ: Seldon's request count added seconds instead of counting, and
 * its latencies were seconds labelled as milliseconds. Counts of errors were 0, which is a pass, when Prometheus knows
 * nothing of the version; now they have no value then. Means divide a histogram's sum by its own count, and error rates
 * divide answers by answers, where some counters of requests run ahead. A share of fast requests has no value without
 * requests, where Linkerd's was 0.
 */
export function readyMadeMetrics(name: StackName, options: ReadyMadeOptions = {}): JsonObject[] {
  const stack: Stack = STACKS[name];
  const namespace = options.namespace ?? stack.namespace;
  const url = `${(options.prometheusUrl ?? stack.prometheusUrl).replace(/\/+$/, '')}/api/v1/query`;
  return definitionsOf(stack).map((definition) => prometheusMetric(definition, namespace, url));
}

/** Metric resources of the built-in metrics, as installed in `iter8-system`. */
export function builtinMetrics(): JsonObject[] {
  return Object.keys(BUILTIN_FORMULAS).map((name) => {
    const isCount = name.endsWith('-count');
    return metricResource(name, INSTALL_NAMESPACE, {
      type: isCount ? 'Counter' : 'Gauge',
      provider: 'iter8',
      ...(name.includes('latency') ? {units: 'milliseconds'} : {}),
      ...(isCount ? {} : {sampleSize: `${INSTALL_NAMESPACE}/request-count`}),
    });
  });
}

function metricResource(name: string, namespace: string, spec: JsonObject): JsonObject {
  return {
    apiVersion: `${GROUP}/v2alpha2`,
    kind: 'Metric',
    metadata: {name, namespace, labels: {creator: 'iter8'}},
    spec,
  };
}

function prometheusMetric({name, query, units, ...rest}: Definition, namespace: string, url: string): JsonObject {
  return metricResource(name, namespace, {
    ...rest,
    ...(units === undefined ? {} : {units}),
    ...(rest.type === 'Gauge' ? {sampleSize: `${namespace}/request-count`} : {}),
    provider: 'prometheus',
    method: 'GET',
    urlTemplate: url,
    params: [{name: 'query', value: query}],
    jqExpression: PROMETHEUS_VALUE,
  });
}

function definitionsOf(stack: Stack): Definition[] {
  return [
    ...countsOf(stack),
    ...latenciesOf(stack),
    ...(stack.others ?? []).map((other: OtherMetric): Definition => other),
  ];
}

function countsOf({requests, answers, version}: Stack): Definition[] {
  const all = increase(answers.counter, version);
  const errors = `(${increase(answers.counter, answers.errors, version)} or on() (${all} * 0))`;
  const count = `${increase(requests, version)} or on() vector(0)`;
  return [
    {name: 'request-count', type: 'Counter', description: 'Number of requests', query: count},
    {name: 'error-count', type: 'Counter', description: 'Number of requests that failed', query: errors},
    {
      name: 'error-rate',
      type: 'Gauge',
      description: 'Share of requests that failed, 0 to 1',
      query: `${errors} / ${all}`,
    },
  ];
}

function latenciesOf({latency: {histogram, unit}, version, bound}: Stack): Definition[] {
  const milliseconds = unit === 'seconds' ? '1000 * ' : '';
  const mean = `${increase(`${histogram}_sum`, version)} / ${increase(`${histogram}_count`, version)}`;
  return [
    latency('mean-latency', 'Mean time to answer', `${milliseconds}${mean}`),
    bound === undefined
      ? latency(
          '95th-percentile-tail-latency',
          '95th percentile of the time to answer',
          tail(histogram, version, milliseconds),
        )
      : shareWithin(histogram, version, bound),
  ];
}

function latency(name: string, description: string, query: string): Definition {
  return {name, type: 'Gauge', description, units: 'milliseconds', query};
}

function tail(histogram: string, version: string, milliseconds: string): string {
  return `${milliseconds}histogram_quantile(0.95, sum(rate(${histogram}_bucket{${version}}[\${elapsedTime}s])) by (le))`;
}

function shareWithin(histogram: string, version: string, bound: string): Definition {
  const upTo = (limit: string) => increase(`${histogram}_bucket`, `le='${limit}'`, version);
  return {
    name: `le${bound}ms-latency-percentile`,
    type: 'Gauge',
    description: `Share of requests answered within ${bound} milliseconds, 0 to 1`,
    query: `${upTo(bound)} / ${upTo('+Inf')}`,
  };
}

/** Growth of a counter over the whole run so far, all its series together. */
function increase(counter: string, ...matchers: string[]): string {
  return `sum(increase(${counter}{${matchers.join(',')}}[\${elapsedTime}s]))`;
}
