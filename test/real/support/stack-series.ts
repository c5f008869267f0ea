type Labels = Readonly<Record<string, string>>;

/** A counter that grows evenly, by `growth` in the time that a test has to do with. */
export interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly growth: number;
}

/**
 * A histogram of 240 durations of 24,000 ms in all: 120 up to 100 ms, 96 more up to 200, the rest up to 500. Their 95th
 * percentile is the 228th of 240, half-way from 200 to 500: 350 ms.
 */
function latencies(name: string, labels: Labels, unit: 1 | 1000): Series[] {
  const bucket = (le: string, growth: number) => ({name: `${name}_bucket`, labels: {...labels, le}, growth});
  const upTo = (milliseconds: number, growth: number) => bucket(String(milliseconds / unit), growth);
  return [
    {name: `${name}_sum`, labels, growth: 24_000 / unit},
    {name: `${name}_count`, labels, growth: 240},
    upTo(5, 60),
    upTo(100, 120),
    upTo(200, 216),
    upTo(500, 240),
    bucket('+Inf', 240),
  ];
}

const series = (name: string, labels: Labels, growth: number): Series => ({name, labels, growth});

/** Splits a series by the class of its answers: 6 of 240 failed. */
const byClass = (
  name: string,
  labels: Labels,
  [label, good, bad]: readonly [string, string, string],
): Series[] => [series(name, {...labels, [label]: good}, 234), series(name, {...labels, [label]: bad}, 6)];

export function knative(labels: Labels): Series[] {
  const name = 'revision_app_request_latencies';
  const answers = byClass(`${name}_count`, labels, ['response_code_class', '2xx', '5xx']);
  const others = latencies(name, {...labels, response_code_class: '2xx'}, 1).filter(
    (one) => !one.name.endsWith('_count'),
  );
  return [...others, ...answers];
}

export function istio(workload: string, reporter: string): Series[] {
  const labels = {
    reporter,
    destination_workload: workload,
    destination_workload_namespace: 'shop',
    destination_service_name: 'sample',
  };
  return [
    ...byClass('istio_requests_total', labels, ['response_code', '200', '503']),
    ...latencies('istio_request_duration_milliseconds', labels, 1),
    series(
      'number_of_books_purchased_total',
      {destination_workload: workload, destination_workload_namespace: 'shop'},
      60,
    ),
  ];
}

export function seldon(deployment: string): Series[] {
  const labels = {seldon_deployment_id: deployment, kubernetes_namespace: 'shop'};
  const server = 'seldon_api_executor_server_requests_seconds_count';
  return [
    ...latencies('seldon_api_executor_client_requests_seconds', labels, 1000),
    series(server, {...labels, service: 'predictions', code: '200'}, 222),
    series(server, {...labels, service: 'predictions', code: '500'}, 6),
    series(server, {...labels, service: 'feedback', code: '200'}, 12),
  ];
}

export function linkerd(deployment: string, tls: string): Series[] {
  const labels = {deployment, namespace: 'shop', direction: 'inbound', tls};
  return [
    series('request_total', labels, 240),
    ...byClass('response_total', labels, ['status_code', '200', '502']),
    ...latencies('response_latency_ms', labels, 1),
  ];
}

export function contour(cluster: string): Series[] {
  const labels = {envoy_cluster_name: cluster};
  return [
    series('envoy_cluster_upstream_rq_total', labels, 240),
    ...byClass('envoy_cluster_upstream_rq_xx', labels, ['envoy_response_code_class', '2', '5']),
    ...latencies('envoy_cluster_upstream_rq_time', labels, 1),
  ];
}

export const times = (factor: number, all: Series[]) => all.map((one) => ({...one, growth: one.growth * factor}));
