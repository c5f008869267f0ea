import type {JsonObject} from '../../../src/experiment/json.js';
import {type FakeClusterOptions, fakeCluster, kindOf} from '../../support/fake-cluster.js';

export const ISTIO = 'networking.istio.io/v1';
export const GATEWAY = 'gateway.networking.k8s.io/v1';

const CORE = [
  kindOf('v1', 'Service'),
  kindOf('apps/v1', 'Deployment'),
  kindOf('iter8.tools/v2alpha2', 'Experiment'),
];
export const ISTIO_KINDS = [kindOf(ISTIO, 'VirtualService'), kindOf(ISTIO, 'DestinationRule')];
export const GATEWAY_KINDS = [kindOf(GATEWAY, 'HTTPRoute'), kindOf('discovery.k8s.io/v1', 'EndpointSlice')];

export const signal = new AbortController().signal;

export function deployment(name: string, labels: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name, namespace: 'shop'},
    spec: {template: {metadata: {labels: {app: 'cart', version: name, ...labels}}}},
  };
}

export function service(name = 'cart', selector: JsonObject = {app: 'cart'}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name, namespace: 'shop'},
    spec: {selector, ports: [{port: 80}]},
  };
}

/** A cluster with a Service `cart` and Deployments, and a mesh unless other kinds are given. */
export function shop(
  deployments: readonly JsonObject[],
  {kinds = ISTIO_KINDS, objects = [service()], ...options}: FakeClusterOptions = {},
) {
  return fakeCluster({
    namespace: 'shop',
    kinds: [...CORE, ...kinds],
    objects: [...objects, ...deployments],
    ...options,
  });
}
