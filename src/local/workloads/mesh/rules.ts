import type {JsonObject} from '../../../experiment/json.js';
import {
  metadataOf,
  nameOf,
  namespaceOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
  valueAt,
} from '../../apiserver/object.js';
import {fullHost, isHostNamed, type ServiceName, serviceOfHost} from './hosts.js';
import {gatewayMatches, istioMatches, type RequestMatch} from './match.js';

/** One of the places among which requests are split. */
export interface Destination {
  readonly service: ServiceName;
  /** Of its subset, which Pods have too; undefined: there is no such subset. */
  readonly labels: JsonObject | undefined;
  readonly weight: number;
}

/** Where requests go that match. */
export interface Rule {
  /** One of them; empty: every request. */
  readonly matches: readonly RequestMatch[];
  readonly destinations: readonly Destination[];
}

/** What splits traffic in a cluster. */
export interface Routers {
  readonly virtualServices: readonly JsonObject[];
  readonly destinationRules: readonly JsonObject[];
  readonly httpRoutes: readonly JsonObject[];
}

/** What a VirtualService is for: hosts as they stand there, and in full where they may mean a Service; no short names. */
export function hostsOf(virtualService: JsonObject): readonly string[] {
  return textsOf(valueAt(virtualService, 'spec', 'hosts')).flatMap((host) => {
    const service = serviceOfHost(host, namespaceOf(virtualService));
    if (!service) return [host];
    return host.includes('.') ? [host, fullHost(service)] : [fullHost(service)];
  });
}

/** The VirtualService of a host: one that names it, else one that means it by `*`; the oldest of several. */
export function virtualServiceOf(host: string, {virtualServices}: Routers): JsonObject | undefined {
  const named = oldestFirst(virtualServices).flatMap((one) => {
    const pattern = hostsOf(one).find((each) => isHostNamed(host, each));
    return pattern === undefined ? [] : [{one, isExact: !pattern.startsWith('*')}];
  });
  return (named.find(({isExact}) => isExact) ?? named[0])?.one;
}

/** The rules for a Service: of its VirtualService, else of its HTTPRoute, else all requests go to its Pods. */
export function rulesFor(service: ServiceName, routers: Routers): readonly Rule[] {
  const virtualService = virtualServiceOf(fullHost(service), routers);
  if (virtualService) return istioRules(virtualService, routers);
  const route = httpRouteOf(service, routers);
  return route ? gatewayRules(route) : [{matches: [], destinations: [{service, labels: {}, weight: 1}]}];
}

export function istioRules(virtualService: JsonObject, {destinationRules}: Routers): readonly Rule[] {
  const namespace = namespaceOf(virtualService);
  return objectsOf(valueAt(virtualService, 'spec', 'http')).map((rule) => {
    const entries = objectsOf(rule.route);
    const destinations = entries.flatMap(({destination, weight}): Destination[] => {
      const service = serviceOfHost(textOf(valueAt(destination, 'host')), namespace);
      if (!service) return [];
      const labels = subsetLabels(service, textOf(valueAt(destination, 'subset')), destinationRules);
      return [{service, labels, weight: numberOf(weight, entries.length === 1 ? 1 : 0)}];
    });
    return {matches: istioMatches(rule), destinations};
  });
}

/** undefined: there is no such subset, so no Pod is of it. */
function subsetLabels(
  service: ServiceName,
  subset: string,
  destinationRules: readonly JsonObject[],
): JsonObject | undefined {
  if (subset === '') return {};
  const host = fullHost(service);
  const rules = oldestFirst(destinationRules).filter((one) => {
    const named = serviceOfHost(textOf(valueAt(one, 'spec', 'host')), namespaceOf(one));
    return named !== undefined && fullHost(named) === host;
  });
  const subsets = rules.flatMap((one) => objectsOf(valueAt(one, 'spec', 'subsets')));
  const found = subsets.find(({name}) => name === subset);
  return found && objectOf(found.labels);
}

export function httpRouteOf(service: ServiceName, {httpRoutes}: Routers): JsonObject | undefined {
  return oldestFirst(httpRoutes).find((route) =>
    objectsOf(valueAt(route, 'spec', 'parentRefs')).some(
      ({kind, name, namespace}) =>
        kind === 'Service' &&
        name === service.name &&
        (textOf(namespace) || namespaceOf(route)) === service.namespace,
    ),
  );
}

/** Each match by itself, the longest path first, as Gateway API has it. */
function gatewayRules(route: JsonObject): readonly Rule[] {
  const rules = objectsOf(valueAt(route, 'spec', 'rules')).flatMap((rule): Rule[] => {
    const destinations = backendsOf(route, rule);
    const written = gatewayMatches(rule);
    return written.length === 0
      ? [{matches: [], destinations}]
      : written.map((match) => ({matches: [match], destinations}));
  });
  return rules.sort((a, b) => precedence(b) - precedence(a));
}

function precedence({matches: [match]}: Rule): number {
  return match ? 1000 * (match.path?.value.length ?? 1) + match.headers.size : 0;
}

/** Services that an HTTPRoute names are asked for their Pods, not for routes of their own. */
export function backendsOf(route: JsonObject, rule: JsonObject): readonly Destination[] {
  return objectsOf(rule.backendRefs).map(({name, namespace, weight}) => ({
    service: {namespace: textOf(namespace) || namespaceOf(route), name: textOf(name)},
    labels: {},
    weight: numberOf(weight, 1),
  }));
}

function numberOf(value: JsonObject[string], otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}

function oldestFirst(objects: readonly JsonObject[]): JsonObject[] {
  const age = (object: JsonObject) => `${textOf(metadataOf(object).creationTimestamp)} ${nameOf(object)}`;
  return [...objects].sort((a, b) => age(a).localeCompare(age(b)));
}
