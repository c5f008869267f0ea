import type {Cluster, ResourceKind} from '../../../../src/cluster/port.js';
import type {Json, JsonObject} from '../../../../src/experiment/json.js';
import {metadataOf, valueAt} from '../../../../src/local/apiserver/object.js';
import {conditionOf, untilObject} from '../support.js';

export const SERVICES: ResourceKind = {
  group: 'serving.knative.dev',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  isNamespaced: true,
};
export const REVISIONS: ResourceKind = {...SERVICES, kind: 'Revision', plural: 'revisions'};

/** The template of a Revision of the tutorial's image. */
export function template(colour: string, {name, behaviour}: {name?: string; behaviour?: string} = {}): JsonObject {
  const env = [{name: 'T_VERSION', value: colour}];
  if (behaviour !== undefined) env.push({name: 'BEHAVIOUR', value: behaviour});
  const image = `gcr.io/knative-samples/knative-route-demo:${colour}`;
  return {...(name === undefined ? {} : {metadata: {name}}), spec: {containers: [{image, env}]}};
}

export function service(spec: JsonObject, name = 'sample-app'): JsonObject {
  return {metadata: {name, namespace: 'default'}, spec};
}

export async function change(cluster: Cluster, spec: JsonObject): Promise<void> {
  await cluster.patch(SERVICES, {namespace: 'default', name: 'sample-app'}, {kind: 'merge', value: {spec}});
}

/** The Service once its status tells of its present spec. */
export function settled(cluster: Cluster, name = 'sample-app'): Promise<JsonObject> {
  return untilObject(
    cluster,
    [SERVICES, name],
    (object) =>
      valueAt(object, 'status', 'observedGeneration') === metadataOf(object).generation &&
      conditionOf(object, 'Ready') !== undefined,
  );
}

export const URLS = /^http:\/\/127\.0\.0\.1:\d+$/;

export const split = (current: number, candidate: number): Json => [
  {tag: 'current', revisionName: 'app-v1', percent: current},
  {tag: 'candidate', latestRevision: true, percent: candidate},
];
