import type {Cluster, ResourceKind} from '../../../../src/cluster/port.js';
import type {JsonObject} from '../../../../src/experiment/json.js';
import {metadataOf, nameOf, objectOf, objectsOf, textOf, valueAt} from '../../../../src/local/apiserver/object.js';
import {conditionOf, untilObject} from '../support.js';

export const DEPLOYMENTS: ResourceKind = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  isNamespaced: true,
};
export const REPLICA_SETS: ResourceKind = {...DEPLOYMENTS, kind: 'ReplicaSet', plural: 'replicasets'};
export const PODS: ResourceKind = {group: '', version: 'v1', kind: 'Pod', plural: 'pods', isNamespaced: true};

interface Details {
  readonly replicas?: number;
  readonly image?: string;
  /** Of the container. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The Deployment of the pipeline tutorial, of one tag: `iter8-demo-v100`. */
export function demo(
  tag: string,
  {replicas = 1, image = `foobar/iter8-demo:${tag}`, env = {}}: Details = {},
): JsonObject {
  const labels = {app: 'demo', version: tag};
  const variables = Object.entries(env).map(([name, value]) => ({name, value}));
  const template = {metadata: {labels}, spec: {containers: [{name: 'demo', image, env: variables}]}};
  return {
    metadata: {name: `iter8-demo-${tag}`, namespace: 'default', labels},
    spec: {replicas, selector: {matchLabels: {app: 'demo'}}, template},
  };
}

/** The Deployment once it is complete, or has failed. */
export function rolledOut(cluster: Cluster, name: string): Promise<JsonObject> {
  return untilObject(
    cluster,
    [DEPLOYMENTS, name],
    (object) =>
      valueAt(object, 'status', 'observedGeneration') === metadataOf(object).generation &&
      ['NewReplicaSetAvailable', 'ProgressDeadlineExceeded'].includes(progressOf(object)),
  );
}

function progressOf(deployment: JsonObject): string {
  const conditions = objectsOf(valueAt(deployment, 'status', 'conditions'));
  return textOf(objectOf(conditions.find(({type}) => type === 'Progressing')).reason);
}

/** Creates a Deployment and waits until its Pods answer. */
export async function deploy(cluster: Cluster, deployment: JsonObject): Promise<JsonObject> {
  await cluster.create(DEPLOYMENTS, deployment);
  const ready = await rolledOut(cluster, nameOf(deployment));
  if (conditionOf(ready, 'Available') !== 'True') throw new Error(JSON.stringify(ready.status));
  return ready;
}

export async function podsOf(cluster: Cluster): Promise<readonly JsonObject[]> {
  return (await cluster.list(PODS, {namespace: 'default'})).items;
}
