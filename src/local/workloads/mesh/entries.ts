import type {JsonObject} from '../../../experiment/json.js';
import {nameOf, namespaceOf, objectsOf, valueAt} from '../../apiserver/object.js';
import {fullHost, hostOfHeader, isAddress, isHostNamed, type ServiceName, serviceOfHost} from './hosts.js';
import {backendsOf, hostsOf, httpRouteOf, istioRules, type Rule, rulesFor} from './rules.js';
import {type MeshState, podsOf, selectorOf} from './split.js';

/** What requests can be sent to: a Service, or what a VirtualService alone has a name for. */
export interface Entry {
  /** Unique. */
  readonly key: string;
  /** undefined: it is no Service. */
  readonly service: ServiceName | undefined;
  /** In full; those of a VirtualService also as they stand there, and patterns with `*`. */
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
