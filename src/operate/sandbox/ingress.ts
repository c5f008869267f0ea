import type {Cluster} from '../../cluster/port.js';
import type {JsonObject} from '../../experiment/json.js';
import type {Workloads} from '../../local/workloads/start.js';
import {SERVICE_KIND} from '../install/kinds.js';
import {apply} from './apply.js';

const NAMESPACE = 'istio-system';
const NAME = 'istio-ingressgateway';
const ADDRESS = '127.0.0.1';

/** Shows the gateway as Istio does: by a Service in a namespace of Istio's, where its users look up address and port. */
export async function presentIngress(
  cluster: Cluster,
  {gatewayUrl, scrapeUrl}: Pick<Workloads, 'gatewayUrl' | 'scrapeUrl'>,
  signal: AbortSignal,
): Promise<void> {
  const port = Number(new URL(gatewayUrl).port);
  await apply(cluster, [{apiVersion: 'v1', kind: 'Namespace', metadata: {name: NAMESPACE}}], signal);
  await apply(cluster, [ingressService(port, new URL(scrapeUrl))], signal);
  const value = {status: {loadBalancer: {ingress: [{ip: ADDRESS}]}}};
  const place = {namespace: NAMESPACE, name: NAME};
  await cluster.patch(SERVICE_KIND, place, {kind: 'merge', value}, {subresource: 'status', signal});
}

/** Its annotations are those by which a Prometheus in a cluster is told whom to scrape. */
function ingressService(port: number, scraped: URL): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: {app: NAME, istio: 'ingressgateway'},
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': scraped.port,
        'prometheus.io/path': scraped.pathname,
      },
    },
    spec: {type: 'LoadBalancer', ports: [{name: 'http2', port, targetPort: port}]},
  };
}
