import {Counter, Histogram, Registry} from 'prom-client';
import type {Outcome} from '../../../load/recorder.js';
import {TIMED_OUT} from '../../../load/transport-error.js';
import {textOf} from '../../apiserver/object.js';
import {fullHost} from './hosts.js';
import type {Backend} from './split.js';

/** Those that Istio's proxies have, in milliseconds. */
const BOUNDS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
]; // prettier-ignore

/** Who sends the requests. */
const GATEWAY = {
  reporter: 'source',
  source_workload: 'istio-ingressgateway',
  source_workload_namespace: 'istio-system',
  source_app: 'istio-ingressgateway',
  request_protocol: 'http',
  connection_security_policy: 'unknown',
} as const;

const LABELS = [
  ...Object.keys(GATEWAY),
  'destination_workload',
  'destination_workload_namespace',
  'destination_app',
  'destination_version',
  'destination_service',
  'destination_service_name',
  'destination_service_namespace',
  'response_code',
  'response_flags',
];

/**
 * What a gateway of Istio counts, under Istio's names.
 *
 * @see https://istio.io/latest/docs/reference/config/metrics/
 */
export class IstioMetrics {
  readonly #registry = new Registry();

  readonly #requests = new Counter({
    name: 'istio_requests_total',
    help: 'Requests.',
    labelNames: LABELS,
    registers: [this.#registry],
  });

  readonly #durations = new Histogram({
    name: 'istio_request_duration_milliseconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: LABELS,
    buckets: BOUNDS,
    registers: [this.#registry],
  });

  readonly contentType = this.#registry.contentType;

  record(backend: Backend, seconds: number, outcome: Outcome): void {
    const labels = {...GATEWAY, ...destinationOf(backend), ...responseOf(outcome)};
    this.#requests.inc(labels);
    this.#durations.observe(labels, seconds * 1000);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

function destinationOf({service, pod}: Backend): Record<string, string> {
  return {
    destination_workload: pod.workload,
    destination_workload_namespace: pod.namespace,
    destination_app: textOf(pod.labels.app) || 'unknown',
    destination_version: textOf(pod.labels.version) || 'unknown',
    destination_service: fullHost(service),
    destination_service_name: service.name,
    destination_service_namespace: service.namespace,
  };
}

/** Without an answer of the Pod: what the gateway answered in its place, and Envoy's word for why. */
function responseOf(outcome: Outcome): Record<string, string> {
  if (outcome.kind === 'answer') return {response_code: String(outcome.status), response_flags: '-'};
  const isLate = outcome.reason === TIMED_OUT;
  return {response_code: isLate ? '504' : '502', response_flags: isLate ? 'UT' : 'UF'};
}
