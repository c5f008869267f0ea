import type {JsonObject} from '../../../experiment/json.js';
import {nameOf, namespaceOf, objectOf, objectsOf, valueAt} from '../../apiserver/object.js';
import type {RunningPod} from '../pods/running-pods.js';
import {fullHost, hostOfHeader, isAddress, isHostNamed, type ServiceName, serviceOfHost} from './hosts.js';
import {backendsOf, hostsOf, httpRouteOf, istioRules, type Routers, type Rule, rulesFor} from './rules.js';

/** All that decides where a request goes. */
export interface MeshState extends Routers {
  readonly services: readonly JsonObject[];
  readonly pods: readonly RunningPod[];
}

/** What requests can be sent to: a Service, or what a VirtualService alone has a name for. */
export interface Entry {
  /** Unique. */
  readonly key: string;
  /** undefined: it is no Service. */
  readonly service: ServiceName | undefined;
  /** Patterns, all in full. */
  readonly hosts: readonly string[];
  /** Whether it is there for a version of another Service. */
  readonly isVersion: boolean;
  /** Whether it is a Service that selects some. */
  readonly hasPods: boolean;
  readonly rules: readonly Rule[];
}

/** Services with a selector, then hosts of VirtualServices. */
export function entriesOf(state: MeshState): readonly Entry[] {
  const services = state.services.filter((service) => Object.keys(selectorOf(service)).length > 0);
  return [
    ...services.map((service) => serviceEntry(service, state)),
    ...state.virtualServices.map((one) => hostEntry(one, state)),
  ];
}

function selectorOf(service: JsonObject): JsonObject {
  return objectOf(valueAt(service, 'spec', 'selector'));
}

function serviceEntry(object: JsonObject, state: MeshState): Entry {
  const service = {namespace: namespaceOf(object), name: nameOf(object)};
  const host = fullHost(service);
  return {
    key: host,
    service,
    hosts: [host],
    isVersion: isBackend(service, state),
    hasPods: podsOf(service, {}, state).length > 0,
    rules: rulesFor(service, state),
  };
}

function isBackend(service: ServiceName, state: MeshState): boolean {
  if (httpRouteOf(service, state)) return false;
  return state.httpRoutes.some((route) =>
    objectsOf(valueAt(route, 'spec', 'rules'))
      .flatMap((rule) => backendsOf(route, rule))
      .some((backend) => fullHost(backend.service) === fullHost(service)),
  );
}

function hostEntry(virtualService: JsonObject, state: MeshState): Entry {
  const key = `VirtualService ${namespaceOf(virtualService)}/${nameOf(virtualService)}`;
  const [hosts, rules] = [hostsOf(virtualService), istioRules(virtualService, state)];
  return {key, service: undefined, hosts, isVersion: false, hasPods: false, rules};
}

/** A request's way through the gateway. */
export interface Way {
  readonly entry: Entry;
  /** As the app is to see it, with the query. */
  readonly url: string;
}

/**
 * Where a request goes: to the host that it names; where it names a mere address, to `/NAMESPACE/SERVICE/…`, else to the
 * only Service that there is, else to whatever a VirtualService means by `*`.
 */
export function wayOf(hostHeader: string, url: string, entries: readonly Entry[]): Way | undefined {
  const host = hostOfHeader(hostHeader);
  if (!isAddress(host)) {
    const entry = entryOfHost(host, entries);
    return entry && {entry, url};
  }
  const entry = onlyService(entries) ?? entryOfHost(host, entries);
  return wayByPath(url, entries) ?? (entry && {entry, url});
}

/** Services without a Pod count only where none has one. */
function onlyService(entries: readonly Entry[]): Entry | undefined {
  const main = entries.filter(({service, isVersion}) => service !== undefined && !isVersion);
  const served = main.filter(({hasPods}) => hasPods);
  const candidates = served.length > 0 ? served : main;
  return candidates.length === 1 ? candidates[0] : undefined;
}

function entryOfHost(host: string, entries: readonly Entry[]): Entry | undefined {
  const inFull = serviceOfHost(host, '');
  const names = inFull?.namespace ? [host, fullHost(inFull)] : [host];
  const named = entries.find(({hosts}) => names.some((name) => hosts.includes(name)));
  if (named) return named;
  const short = entries.filter(({service}) => service?.name === host);
  if (short.length === 1) return short[0];
  return entries.find(({hosts}) => hosts.some((pattern) => isHostNamed(host, pattern)));
}

function wayByPath(url: string, entries: readonly Entry[]): Way | undefined {
  const [, namespace, name, rest = ''] = /^\/([a-z0-9-]+)\/([a-z0-9-]+)(?:\/(.*))?$/.exec(url) ?? [];
  const entry = entries.find(({service}) => service?.namespace === namespace && service?.name === name);
  return entry && {entry, url: `/${rest}`};
}

/** A Pod as one of a Service. */
export interface Backend {
  readonly service: ServiceName;
  readonly pod: RunningPod;
}

/** The Pods among which a rule splits requests, with their weights; those without a Pod have a weight too. */
export interface RuleSplit {
  readonly backends: ReadonlyMap<string, Backend>;
  readonly weights: ReadonlyMap<string, number>;
}

/** In the place of the Pods of a destination that has none. */
export const NO_POD = '';

/** A destination's weight goes to its Pods evenly. */
export function splitOf({destinations}: Rule, state: MeshState): RuleSplit {
  const backends = new Map<string, Backend>();
  const weights = new Map<string, number>();
  const give = (id: string, weight: number) => weights.set(id, (weights.get(id) ?? 0) + weight);
  for (const {service, labels, weight} of destinations) {
    const pods = labels ? podsOf(service, labels, state) : [];
    if (pods.length === 0) give(NO_POD, weight);
    for (const pod of pods) {
      const id = `${fullHost(service)}/${pod.id}`;
      backends.set(id, {service, pod});
      give(id, weight / pods.length);
    }
  }
  return {backends, weights};
}

function podsOf(service: ServiceName, labels: JsonObject, {services, pods}: MeshState): readonly RunningPod[] {
  const object = services.find((one) => nameOf(one) === service.name && namespaceOf(one) === service.namespace);
  if (!object) return [];
  const wanted = [selectorOf(object), labels].flatMap((each) => Object.entries(each));
  if (wanted.length === 0) return [];
  return pods.filter(
    (pod) => pod.namespace === service.namespace && wanted.every(([key, value]) => pod.labels[key] === value),
  );
}
