import type {Cluster, ResourceKind} from '../../cluster/port.js';
import type {JsonObject} from '../../experiment/json.js';
import type {FoundRouters} from '../../traffic/service-routing/service-routing.js';
import {identityOf} from '../stored-experiment.js';
import {SERVICE_KIND} from '../install/kinds.js';

const ISTIO = 'networking.istio.io';
const GATEWAY = 'gateway.networking.k8s.io';

/** The routers in the namespace of a Service, of the kinds that the cluster serves. */
export async function findRouters(
  cluster: Cluster,
  service: JsonObject,
  signal: AbortSignal,
): Promise<FoundRouters> {
  const {namespace} = identityOf(service);
  const list = async (kind: ResourceKind) => (await cluster.list(kind, {namespace}, {signal})).items;
  const wanted = [
    {group: ISTIO, kind: 'VirtualService'},
    {group: ISTIO, kind: 'DestinationRule'},
    {group: GATEWAY, kind: 'HTTPRoute'},
  ];
  const [virtualService, destinationRule, httpRoute] = await Promise.all(
    wanted.map((kind) => cluster.findKind(kind, {signal})),
  );
  const istio = virtualService &&
    destinationRule && {
      apiVersion: apiVersionOf(virtualService),
      virtualServices: await list(virtualService),
      destinationRules: await list(destinationRule),
    };
  const gateway = httpRoute && {
    apiVersion: apiVersionOf(httpRoute),
    routes: await list(httpRoute),
    services: await list(SERVICE_KIND),
  };
  return {istio, gateway};
}

function apiVersionOf({group, version}: ResourceKind): string {
  return `${group}/${version}`;
}
