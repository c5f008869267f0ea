import {weightReference} from './pieces.js';

const API = 'iter8.tools/v2alpha2';
export const NAMESPACE = 'default';
export const EXPERIMENTS = `/apis/${API}/namespaces/${NAMESPACE}/experiments`;
export const METRICS = `/apis/${API}/namespaces/${NAMESPACE}/metrics`;

/** The first needs no jq, the second does. */
const EXPRESSIONS = ['.data.result[0].value[1] | tonumber', '[.data.result[].value[1] | tonumber] | add'];

/** @param {string} name @param {string} backend @param {number} slot */
export function metric(name, backend, slot) {
  return {
    apiVersion: API,
    kind: 'Metric',
    metadata: {name},
    spec: {
      type: 'Gauge',
      urlTemplate: `${backend}/api/v1/query`,
      params: [{name: 'query', value: 'latency{version="$name"}'}],
      jqExpression: EXPRESSIONS[slot % EXPRESSIONS.length],
    },
  };
}

/**
 * A Canary on the router and with the metric of the same name.
 *
 * @param {string} name
 * @param {string} target
 * @param {{intervalSeconds: number, iterations: number, hasActions: boolean}} wanted
 */
export function canary(name, target, {intervalSeconds, iterations, hasActions}) {
  const version = (/** @type {string} */ version, /** @type {number} */ index) => ({
    name: version,
    weightObjRef: weightReference(target, index),
  });
  const actions = {start: [{run: 'true'}], finish: [{run: 'echo done'}]};
  return {
    apiVersion: API,
    kind: 'Experiment',
    metadata: {name},
    spec: {
      target,
      strategy: {testingPattern: 'Canary', deploymentPattern: 'Progressive', ...(hasActions && {actions})},
      criteria: {objectives: [{metric: target, upperLimit: 50}]},
      duration: {intervalSeconds, iterationsPerLoop: iterations},
      versionInfo: {baseline: version('b', 0), candidates: [version('c', 1)]},
    },
  };
}
