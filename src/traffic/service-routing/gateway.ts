import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {planHttpRoute} from './http-route.js';
import {changedObjects, freeName, isOurs, labelName, nameOf, newObject, ROUTES_LABEL, withSpec} from './ours.js';
import {httpPort, portsOf} from './ports.js';
import type {GatewayRouters, RoutedVersions, ServiceRouting, ServiceVersion} from './service-routing.js';
import {labelsOf, labelsThatTell, selectsAlone} from './tell-apart.js';

/** The Services of the versions go first: a route to a Service that is not there loses its requests. */
export function planGateway(service: JsonObject, versions: RoutedVersions, found: GatewayRouters): ServiceRouting {
  const routed = [versions.baseline, ...versions.candidates];
  const everyone = [...routed, ...(versions.others ?? [])];
  const backends = new Map<string, JsonObject>();
  for (const version of routed) {
    const others = everyone.filter((other) => other !== version);
    const backend = backendOf(service, version, others, found) ?? newBackend(service, version, others, found);
    backends.set(version.name, backend);
  }
  const names = new Map([...backends].map(([version, backend]) => [version, nameOf(backend)]));
  const {route, weightObjRefs} = planHttpRoute(service, names, found);
  return {
    objects: changedObjects([...backends.values(), route], [...found.services, ...found.routes]),
    weightObjRefs,
  };
}

/** The Service that has the Pods of a version alone, at the port that routes use; undefined: none does. */
function backendOf(
  service: JsonObject,
  version: ServiceVersion,
  others: readonly ServiceVersion[],
  {services}: GatewayRouters,
): JsonObject | undefined {
  const port = httpPort(service);
  return services.find((other) => {
    const selector = labelsOf(new Field(other).get('spec', 'selector'));
    const hasPort = portsOf(other).some((each) => each.get('port').value === port);
    return nameOf(other) !== nameOf(service) && hasPort && selectsAlone(selector, version, others);
  });
}

/** A Service of ours whose selector means other Pods by now is written anew; one made by hand stays. */
function newBackend(
  service: JsonObject,
  version: ServiceVersion,
  others: readonly ServiceVersion[],
  {services}: GatewayRouters,
): JsonObject {
  const named = (name: string) => services.find((other) => nameOf(other) === name);
  const name = freeName(labelName(version.name), (word) => {
    const holder = named(word);
    return holder !== undefined && !isBackendOf(service, holder);
  });
  const spec = new Field(service).get('spec');
  const selector = {...labelsOf(spec.get('selector')), ...labelsThatTell(version, others)};
  const ports = portsOf(service).map(copyOfPort);
  return withSpec(named(name) ?? newObject(service, 'v1', 'Service', name), {selector, ports});
}

/** Whether a Service was made as the one of a version of another Service. */
function isBackendOf(service: JsonObject, backend: JsonObject): boolean {
  return isOurs(backend) && new Field(backend).get('metadata', 'labels', ROUTES_LABEL).value === nameOf(service);
}

/** A port without what a server gives to one Service only. */
function copyOfPort(port: Field): JsonObject {
  const entries = port.entries().filter(([key]) => key !== 'nodePort');
  return Object.fromEntries(entries.map(([key, {value}]) => [key, value]));
}

/** The version whose Pods alone a Service has; undefined: none. */
export function versionOfBackend(
  name: string | undefined,
  versions: readonly ServiceVersion[],
  {services}: GatewayRouters,
): ServiceVersion | undefined {
  const backend = services.find((service) => nameOf(service) === name);
  const selector = labelsOf(new Field(backend).get('spec', 'selector'));
  return (
    backend &&
    versions.find((version) => {
      return selectsAlone(
        selector,
        version,
        versions.filter((other) => other !== version),
      );
    })
  );
}
