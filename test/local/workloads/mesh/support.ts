import type {Cluster, ResourceKind} from '../../../../src/cluster/port.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {ask} from '../../proxy/support.js';

export const SERVICES: ResourceKind = {
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  isNamespaced: true,
};
const ISTIO = {group: 'networking.istio.io', version: 'v1', isNamespaced: true};
export const VIRTUAL_SERVICES: ResourceKind = {...ISTIO, kind: 'VirtualService', plural: 'virtualservices'};
export const DESTINATION_RULES: ResourceKind = {...ISTIO, kind: 'DestinationRule', plural: 'destinationrules'};
export const HTTP_ROUTES: ResourceKind = {
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  kind: 'HTTPRoute',
  plural: 'httproutes',
  isNamespaced: true,
};

const NAMESPACE = 'default';

/** The Service of the pipeline tutorial; other names and selectors for other ones. */
export function service(name = 'iter8-demo', selector: JsonObject = {app: 'demo'}): JsonObject {
  return {metadata: {name, namespace: NAMESPACE}, spec: {selector, ports: [{port: 3000}]}};
}

/** A subset for each version of the tutorial's Service. */
export function destinationRule(...tags: string[]): JsonObject {
  const subsets = tags.map((version) => ({name: `iter8-demo-${version}`, labels: {version}}));
  return {metadata: {name: 'iter8-demo', namespace: NAMESPACE}, spec: {host: 'iter8-demo', subsets}};
}

/** Percents by tag. */
export function virtualService(weights: Readonly<Record<string, number>>, hosts = ['iter8-demo']): JsonObject {
  return {metadata: {name: 'iter8-demo', namespace: NAMESPACE}, spec: {hosts, http: [{route: routeOf(weights)}]}};
}

export function routeOf(weights: Readonly<Record<string, number>>): JsonObject[] {
  return Object.entries(weights).map(([tag, weight]) => ({
    destination: {host: 'iter8-demo', subset: `iter8-demo-${tag}`},
    weight,
  }));
}

/** A split of the tutorial's Service among Services by their weights. */
export function httpRoute(weights: Readonly<Record<string, number>>): JsonObject {
  const backendRefs = Object.entries(weights).map(([name, weight]) => ({name, port: 3000, weight}));
  const parentRefs = [{group: '', kind: 'Service', name: 'iter8-demo', port: 3000}];
  return {metadata: {name: 'iter8-demo', namespace: NAMESPACE}, spec: {parentRefs, rules: [{backendRefs}]}};
}

export async function setSpec(cluster: Cluster, kind: ResourceKind, {spec}: JsonObject): Promise<void> {
  await cluster.patch(kind, {namespace: NAMESPACE, name: 'iter8-demo'}, {kind: 'merge', value: {spec: spec!}});
}

export interface Asking {
  /** The Host header; undefined: as the URL says. */
  readonly host?: string;
  readonly path?: string;
}

/** How often each version answered, one request after another; the status of what is none. */
export async function sharesOf(url: string, times: number, asking: Asking = {}): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const {host, path = '/'} = asking;
  for (let index = 0; index < times; index += 1) {
    const {status, body} = await ask(new URL(path, url).href, host === undefined ? {} : {headers: {host}});
    const answer = /This is (\w+)/.exec(body)?.[1] ?? String(status);
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

/** Waits until ten requests are split like that: nothing tells when the mesh has heard of a change. */
export async function untilShares(
  url: string,
  wanted: Readonly<Record<string, number>>,
  asking: Asking = {},
): Promise<void> {
  const deadline = performance.now() + 10_000;
  const text = (shares: Readonly<Record<string, number>>) => JSON.stringify(Object.entries(shares).sort());
  for (;;) {
    const shares = await sharesOf(url, 10, asking);
    if (text(shares) === text(wanted)) return;
    if (performance.now() > deadline) throw new Error(`not within 10 s: ${text(wanted)}, but ${text(shares)}`);
  }
}
