import {ifThere} from '../../../cluster/not-found.js';
import type {Cluster} from '../../../cluster/port.js';
import {Field} from '../../../experiment/field.js';
import {DEPLOYMENT_KIND} from '../../install/kinds.js';

/** Whether a Deployment has never served anybody: a first release that was stopped, or did not come up. */
export async function isStillborn(cluster: Cluster, name: string, signal: AbortSignal): Promise<boolean> {
  const found = await ifThere(cluster.get(DEPLOYMENT_KIND, {namespace: cluster.namespace, name}, {signal}));
  const status = new Field(found).get('status');
  const revision = new Field(found).get('metadata', 'annotations', REVISION).text() ?? '1';
  const wasChanged = revision !== '1'; // what its Pods were like before may have served
  const conditions = status.get('conditions').items();
  const hasRolledOut = conditions.some(
    (condition) =>
      condition.get('type').value === 'Progressing' && condition.get('reason').value === 'NewReplicaSetAvailable',
  );
  return !wasChanged && !hasRolledOut && (status.get('availableReplicas').integer() ?? 0) === 0;
}

/** Counts the changes of a Deployment's Pods. */
const REVISION = 'deployment.kubernetes.io/revision';
