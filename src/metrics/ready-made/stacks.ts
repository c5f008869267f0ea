/** How one traffic stack counts requests in Prometheus. Label matchers may hold placeholders of metric queries. */
export interface Stack {
  /** Where its Metric resources live unless another namespace is asked for. */
  readonly namespace: string;
  /** Base URL of the Prometheus that its installation brings along. */
  readonly prometheusUrl: string;
  /** Label matchers that pick the requests of one version. */
  readonly version: string;
  /** Counter of requests. */
  readonly requests: string;
  /** Counter of answers, and the matcher that picks those that count as errors. */
  readonly answers: {readonly counter: string; readonly errors: string};
  /** Histogram of durations without `_sum`, `_count`, `_bucket`, and its unit. */
  readonly latency: {readonly histogram: string; readonly unit: 'milliseconds' | 'seconds'};
  /** Bound of a bucket, in the histogram's unit: gives the share of requests that took at most that long. */
  readonly bound?: string;
  /** Metrics that only this stack has. */
  readonly others?: readonly OtherMetric[];
}

export interface OtherMetric {
  readonly name: string;
  readonly type: 'Counter' | 'Gauge';
  readonly description: string;
  readonly query: string;
}

const ISTIO_BOOKS_READER = "destination_workload='$revision',destination_workload_namespace='$namespace'";
const KNATIVE_HISTOGRAM = 'revision_app_request_latencies';
const ITER8_PROMETHEUS = 'http://prometheus-operated.iter8-system:9090';

const KNATIVE: Stack = {
  namespace: 'iter8-knative',
  prometheusUrl: ITER8_PROMETHEUS,
  version: "revision_name='$revision'",
  requests: `${KNATIVE_HISTOGRAM}_count`,
  answers: {counter: `${KNATIVE_HISTOGRAM}_count`, errors: "response_code_class!='2xx'"},
  latency: {histogram: KNATIVE_HISTOGRAM, unit: 'milliseconds'},
};

/** KServe serves through Knative; each version has a namespace of its own. */
const KSERVE: Stack = {...KNATIVE, namespace: 'iter8-kserve', version: "namespace_name='$ns'"};

const ISTIO: Stack = {
  namespace: 'iter8-istio',
  prometheusUrl: ITER8_PROMETHEUS,
  version: "reporter='source',destination_workload='$name',destination_workload_namespace='$namespace'",
  requests: 'istio_requests_total',
  answers: {counter: 'istio_requests_total', errors: "response_code=~'5..'"},
  latency: {histogram: 'istio_request_duration_milliseconds', unit: 'milliseconds'},
  bound: '500',
  others: [
    {
      name: 'books-purchased',
      type: 'Gauge',
      description: 'Books purchased in the bookinfo sample, for each request',
      query:
        `sum(increase(number_of_books_purchased_total{${ISTIO_BOOKS_READER}}[\${elapsedTime}s])) / ` +
        `sum(increase(istio_requests_total{reporter='source',${ISTIO_BOOKS_READER}}[\${elapsedTime}s]))`,
    },
  ],
};

const SELDON_VERSION = "seldon_deployment_id='$sid',kubernetes_namespace='$ns'";

const SELDON: Stack = {
  namespace: 'iter8-seldon',
  prometheusUrl: 'http://seldon-core-analytics-prometheus-seldon.seldon-system',
  version: SELDON_VERSION,
  requests: 'seldon_api_executor_client_requests_seconds_count',
  answers: {counter: 'seldon_api_executor_server_requests_seconds_count', errors: "code!='200'"},
  latency: {histogram: 'seldon_api_executor_client_requests_seconds', unit: 'seconds'},
  others: [
    {
      name: 'user-engagement',
      type: 'Gauge',
      description: 'Number of feedback requests',
      query:
        `sum(increase(seldon_api_executor_server_requests_seconds_count{service='feedback',${SELDON_VERSION}}` +
        '[${elapsedTime}s])) or on() vector(0)',
    },
  ],
};

const LINKERD: Stack = {
  namespace: 'iter8-linkerd',
  prometheusUrl: 'http://prometheus.linkerd-viz:9090',
  version: "deployment='$name',namespace='$namespace',direction='inbound',tls='true'",
  requests: 'request_total',
  answers: {counter: 'response_total', errors: "status_code=~'5..'"},
  latency: {histogram: 'response_latency_ms', unit: 'milliseconds'},
  bound: '5',
};

/** Contour, whose Envoy names a cluster after namespace, name and port of each Service behind a route. */
const GATEWAY_API: Stack = {
  namespace: 'iter8-gateway-api',
  prometheusUrl: ITER8_PROMETHEUS,
  version: "envoy_cluster_name='${namespace}_${name}_${port}'",
  requests: 'envoy_cluster_upstream_rq_total',
  answers: {counter: 'envoy_cluster_upstream_rq_xx', errors: "envoy_response_code_class='5'"},
  latency: {histogram: 'envoy_cluster_upstream_rq_time', unit: 'milliseconds'},
};

/** `kfserving` is the older name of `kserve`; experiments refer to its namespace. */
export const STACKS = {
  knative: KNATIVE,
  kserve: KSERVE,
  kfserving: {...KSERVE, namespace: 'iter8-kfserving'},
  istio: ISTIO,
  seldon: SELDON,
  linkerd: LINKERD,
  'gateway-api': GATEWAY_API,
} as const satisfies Readonly<Record<string, Stack>>;

export type StackName = keyof typeof STACKS;
