import {Iter8Error} from '../../errors.js';
import type {JsonObject} from '../../experiment/json.js';
import {planGateway} from './gateway.js';
import {httpRouteOf} from './http-route.js';
import {planIstio} from './istio.js';
import {virtualServiceOf} from './virtual-service.js';

/** A version of a Service: a Deployment whose Pods the Service selects. */
export interface ServiceVersion {
  /** Of the Deployment. */
  readonly name: string;
  /** Of its Pod template. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The versions that an experiment is to compare. */
export interface RoutedVersions {
  readonly baseline: ServiceVersion;
  readonly candidates: readonly ServiceVersion[];
  /** Those that the Service selects besides: they get no traffic, and no subset of another version may hold their Pods. */
  readonly others?: readonly ServiceVersion[];
}

/** What splits the traffic of a Service among Deployments. */
export interface ServiceRouting {
  /**
   * Objects as they must stand in the cluster before an experiment, to be created or changed in this order; empty: all is
   * there. The baseline has 100 %, and a Service with no router so far loses no request on the way.
   */
  readonly objects: readonly JsonObject[];
  /** weightObjRef of each version by its name, the baseline's first. */
  readonly weightObjRefs: ReadonlyMap<string, JsonObject>;
}

/** The routers that a cluster serves, and those that stand in the namespace of a Service. */
export interface FoundRouters {
  /** Undefined: the cluster does not serve both of Istio's kinds. */
  readonly istio: IstioRouters | undefined;
  /** Undefined: the cluster serves no HTTPRoute. */
  readonly gateway: GatewayRouters | undefined;
}

export interface IstioRouters {
  /** As new objects are to say it: `networking.istio.io/v1`. */
  readonly apiVersion: string;
  readonly virtualServices: readonly JsonObject[];
  readonly destinationRules: readonly JsonObject[];
}

export interface GatewayRouters {
  /** As new objects are to say it: `gateway.networking.k8s.io/v1`. */
  readonly apiVersion: string;
  readonly routes: readonly JsonObject[];
  readonly services: readonly JsonObject[];
}

/**
 * What must stand in the cluster so that an experiment can shift the traffic of a Service among Deployments. What is there
 * is kept in everything that is not the split; planning again once it stands plans nothing. Istio goes before the Gateway
 * API, unless only an HTTPRoute is for the Service so far.
 *
 * @param service with its namespace and selector
 * @throws Iter8Error INVALID when versions cannot be told apart, or it is not clear which router or rule splits the
 *   traffic; NOT_FOUND when the cluster serves neither kind of router
 */
export function planServiceRouting(
  service: JsonObject,
  versions: RoutedVersions,
  {istio, gateway}: FoundRouters,
): ServiceRouting {
  const isOnlyGateway = gateway && istio && !virtualServiceOf(service, istio) && httpRouteOf(service, gateway);
  if (istio && !isOnlyGateway) return planIstio(service, versions, istio);
  if (gateway) return planGateway(service, versions, gateway);
  throw noRouter();
}

/** Neither kind of router is served. */
function noRouter(): Iter8Error {
  return new Iter8Error(
    'NOT_FOUND',
    "the cluster serves neither Istio's VirtualService and DestinationRule nor the Gateway API's HTTPRoute, so nothing can split the traffic",
    'install a service mesh: https://istio.io/latest/docs/setup, or one that routes by HTTPRoutes of Services: https://gateway-api.sigs.k8s.io/mesh',
  );
}
