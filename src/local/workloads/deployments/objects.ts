import {createHash} from 'node:crypto';
import type {JsonObject} from '../../../experiment/json.js';
import {
  metadataOf,
  nameOf,
  namespaceOf,
  objectOf,
  objectsOf,
  uidOf,
  valueAt,
  withMetadata,
} from '../../apiserver/object.js';
import {ownerReference} from '../owners.js';
import {TEMPLATE_HASH} from '../pods/running-pods.js';

/** The ReplicaSet of a Deployment's present template. */
export function replicaSetOf(deployment: JsonObject): JsonObject {
  const template = templateOf(deployment);
  const hash = hashOf(template).slice(0, 10);
  const labels = {...objectOf(metadataOf(template).labels), [TEMPLATE_HASH]: hash};
  const matchLabels = {...objectOf(valueAt(deployment, 'spec', 'selector', 'matchLabels')), [TEMPLATE_HASH]: hash};
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${nameOf(deployment)}-${hash}`,
      namespace: namespaceOf(deployment),
      labels,
      ownerReferences: [ownerReference(deployment, {apiVersion: 'apps/v1', kind: 'Deployment'})],
    },
    spec: {
      replicas: replicasOf(deployment),
      selector: {matchLabels},
      template: withMetadata(template, {labels}),
    },
  };
}

function templateOf(object: JsonObject): JsonObject {
  return objectOf(valueAt(object, 'spec', 'template'));
}

export function replicasOf(object: JsonObject): number {
  const replicas = valueAt(object, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : 1;
}

/** The Pods of a ReplicaSet; the same ones again for the same ReplicaSet. */
export function podsOf(replicaSet: JsonObject): JsonObject[] {
  const template = templateOf(replicaSet);
  const {labels, annotations} = metadataOf(template);
  return Array.from({length: replicasOf(replicaSet)}, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${nameOf(replicaSet)}-${hashOf([uidOf(replicaSet), index]).slice(0, 5)}`,
      namespace: namespaceOf(replicaSet),
      labels: objectOf(labels),
      annotations: objectOf(annotations),
      ownerReferences: [ownerReference(replicaSet, {apiVersion: 'apps/v1', kind: 'ReplicaSet'})],
    },
    spec: objectOf(template.spec),
  }));
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

export function isReady(pod: JsonObject): boolean {
  const conditions = objectsOf(valueAt(pod, 'status', 'conditions'));
  return conditions.some(({type, status}) => type === 'Ready' && status === 'True');
}

export function replicaSetStatus(replicaSet: JsonObject, pods: readonly JsonObject[]): JsonObject {
  const [replicas, ready] = [pods.length, pods.filter(isReady).length];
  const counts = {replicas, fullyLabeledReplicas: replicas, readyReplicas: ready, availableReplicas: ready};
  return {observedGeneration: metadataOf(replicaSet).generation, ...counts};
}
