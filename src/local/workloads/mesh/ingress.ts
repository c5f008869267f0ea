import type {JsonObject} from '../../../experiment/json.js';

const NAMESPACE = 'istio-system';
const ADDRESS = '127.0.0.1';

/** How a cluster shows the gateway: the Service by which Istio's users find their ingress, with its namespace. */
export function ingressObjects(gatewayUrl: string, metricsUrl: string): readonly JsonObject[] {
  const port = Number(new URL(gatewayUrl).port);
  return [
    {apiVersion: 'v1', kind: 'Namespace', metadata: {name: NAMESPACE}},
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'istio-ingressgateway',
        namespace: NAMESPACE,
        labels: {app: 'istio-ingressgateway', istio: 'ingressgateway'},
        annotations: scrapeAnnotations(new URL(metricsUrl)),
      },
      spec: {type: 'LoadBalancer', externalIPs: [ADDRESS], ports: [{name: 'http2', port, targetPort: port}]},
    },
  ];
}

/** By which a Prometheus in a cluster is told whom to ask. */
function scrapeAnnotations({port, pathname}: URL): JsonObject {
  return {'prometheus.io/scrape': 'true', 'prometheus.io/port': port, 'prometheus.io/path': pathname};
}

/** Of the Service. */
export const INGRESS_STATUS: JsonObject = {loadBalancer: {ingress: [{ip: ADDRESS}]}};
