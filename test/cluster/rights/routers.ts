import {DEFAULT_ROUTERS, type Router} from '../../../src/traffic/policy.js';
import type {JsonObject} from '../../../src/experiment/json.js';
import type {TestCluster} from '../../support/cluster.js';
import {definitionOf, DEFINITIONS, removeDefinition, untilServed} from '../support/definition.js';
import {installKnative} from '../support/knative.js';
import {installMesh} from '../support/mesh.js';
import type {Right} from './right.js';

/** What a server wants of an object, whatever its weights. */
export const SPECS: Readonly<Record<string, JsonObject>> = {
  Ingress: {defaultBackend: {service: {name: 'app', port: {number: 80}}}},
  Service: {template: {spec: {containers: [{image: 'app:1'}]}}},
  VirtualService: {hosts: ['app']},
};

/** Makes the server know all kinds that weights may be written to. What no other test uses goes at the end. */
export async function installAllRouters(cluster: TestCluster): Promise<void> {
  await Promise.all([installKnative(cluster), installMesh(cluster)]);
  await Promise.all(DEFAULT_ROUTERS.map((router) => installRouter(cluster, router)));
}

async function installRouter(cluster: TestCluster, router: Router): Promise<void> {
  const {client, namespace, atEnd} = cluster;
  if ((await client.request('GET', routerPath(router, namespace))).status === 200) return;
  const definition = definitionOf({...router, plural: pluralOf(router.kind)});
  const {metadata} = await client.ok('POST', DEFINITIONS, {body: definition});
  atEnd(() => removeDefinition(cluster, metadata.name));
  await untilServed(cluster, definition);
}

/** The kind of router that a right is about; undefined: none. */
export function routerOf({group, resource}: Right): Router | undefined {
  return DEFAULT_ROUTERS.find((router) => router.group === group && pluralOf(router.kind) === resource);
}

export function pluralOf(kind: string): string {
  return kind === 'Ingress' ? 'ingresses' : `${kind.toLowerCase()}s`;
}

function routerPath({group, kind}: Router, namespace: string): string {
  return `/apis/${group}/v1/namespaces/${namespace}/${pluralOf(kind)}`;
}

type Place = Pick<TestCluster, 'client' | 'namespace'>;

/** An object whose annotations say that all traffic goes to v1. */
export async function createAnyRouter({client, namespace}: Place, router: Router, name: string): Promise<void> {
  const annotations = {v1: '100', v2: '0'};
  const body = {
    apiVersion: `${router.group}/v1`,
    kind: router.kind,
    metadata: {name, namespace, annotations},
    spec: SPECS[router.kind] ?? {},
  };
  await client.ok('POST', routerPath(router, namespace), {body});
}

/** What v2 has of the traffic. */
export async function candidateWeight(
  {client, namespace}: Place,
  router: Router,
  name: string,
): Promise<string | undefined> {
  const {metadata} = await client.ok('GET', `${routerPath(router, namespace)}/${name}`);
  return (metadata.annotations as Readonly<Record<string, string>>).v2;
}

/** The versions of an experiment whose weights stand in that object. */
export function versionsIn({group, kind}: Router, name: string): JsonObject {
  const version = (version: string) => ({
    name: version,
    weightObjRef: {apiVersion: `${group}/v1`, kind, name, fieldPath: `.metadata.annotations.${version}`},
  });
  return {baseline: version('v1'), candidates: [version('v2')]};
}
