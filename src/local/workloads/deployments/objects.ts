import {createHash} from 'node:crypto';
import type {JsonObject} from '../../../experiment/json.js';
import {metadataOf, nameOf, namespaceOf, objectOf, valueAt, withMetadata} from '../../apiserver/object.js';
import {ownerReference} from '../owners.js';

const HASH_LABEL = 'pod-template-hash';

/** The ReplicaSet of a Deployment's present template, by which Helm finds out whether it is ready. */
export function replicaSetOf(deployment: JsonObject): JsonObject {
  const template = templateOf(deployment);
  const hash = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10);
  const labels = {...objectOf(metadataOf(template).labels), [HASH_LABEL]: hash};
  const matchLabels = {...objectOf(valueAt(deployment, 'spec', 'selector', 'matchLabels')), [HASH_LABEL]: hash};
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

function templateOf(deployment: JsonObject): JsonObject {
  return objectOf(valueAt(deployment, 'spec', 'template'));
}

export function replicasOf(deployment: JsonObject): number {
  const replicas = valueAt(deployment, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : 1;
}

export function replicaSetStatus(replicaSet: JsonObject): JsonObject {
  const replicas = replicasOf(replicaSet);
  const counts = {replicas, fullyLabeledReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas};
  return {observedGeneration: metadataOf(replicaSet).generation, ...counts};
}
