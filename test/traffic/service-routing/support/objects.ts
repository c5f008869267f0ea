import type {JsonObject} from '../../../../src/experiment/json.js';
import type {
  FoundRouters,
  GatewayRouters,
  IstioRouters,
  ServiceVersion,
} from '../../../../src/traffic/service-routing/service-routing.js';

export const ISTIO = 'networking.istio.io/v1';
export const GATEWAY = 'gateway.networking.k8s.io/v1';

export const service: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'cart', namespace: 'shop'},
  spec: {
    selector: {app: 'cart'},
    ports: [
      {name: 'metrics', port: 9090},
      {name: 'http', port: 80, targetPort: 8080, nodePort: 30080},
    ],
  },
};

/** A Deployment `cart-VERSION`. */
export function version(word: string, labels: Readonly<Record<string, string>> = {}): ServiceVersion {
  return {name: `cart-${word}`, labels: {app: 'cart', version: word, ...labels}};
}

export const [v1, v2, v3] = [version('v1'), version('v2'), version('v3')];

export function istio(found: Partial<IstioRouters> = {}): FoundRouters {
  return {
    istio: {apiVersion: ISTIO, virtualServices: [], destinationRules: [], ...found},
    gateway: undefined,
  };
}

export function gateway(found: Partial<GatewayRouters> = {}): FoundRouters {
  return {istio: undefined, gateway: {apiVersion: GATEWAY, routes: [], services: [service], ...found}};
}

/** What is found once objects stand in the cluster. */
export function withApplied(found: FoundRouters, objects: readonly JsonObject[]): FoundRouters {
  return objects.reduce<FoundRouters>(({istio: mesh, gateway: api}, object) => {
    const put = (kind: string, list: readonly JsonObject[]) =>
      object.kind === kind ? [...list.filter((other) => nameOf(other) !== nameOf(object)), object] : list;
    return {
      istio: mesh && {
        ...mesh,
        virtualServices: put('VirtualService', mesh.virtualServices),
        destinationRules: put('DestinationRule', mesh.destinationRules),
      },
      gateway: api && {
        ...api,
        routes: put('HTTPRoute', api.routes),
        services: put('Service', api.services),
      },
    };
  }, found);
}

function nameOf({metadata}: JsonObject): unknown {
  return (metadata as JsonObject).name;
}

export function object(apiVersion: string, kind: string, name: string, spec: JsonObject): JsonObject {
  return {apiVersion, kind, metadata: {name, namespace: 'shop', resourceVersion: '7'}, spec};
}
