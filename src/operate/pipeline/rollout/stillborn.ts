import {ifThere} from '../../../cluster/not-found.js';
import type {Cluster} from '../../../cluster/port.js';
import {Field} from '../../../experiment/field.js';
import {DEPLOYMENT_KIND} from '../../install/kinds.js';

/** Whether a Deployment has never served anybody: a first release that was stopped, or did not come up. */
export async function isStillborn(cluster: Cluster, name: string, signal: AbortSignal): Promise<boolean> {
  const found = await ifThere(cluster.get(DEPLOYMENT_KIND, {namespace: cluster.namespace, name}, {signal}));
  const status = new Field(found).get('status');
  const conditions = status.get('conditions').items();
  const hasRolledOut = conditions.some(
    (condition) =>
      condition.get('type').value === 'Progressing' && condition.get('reason').value === 'NewReplicaSetAvailable',
  );
  return !hasRolledOut && (status.get('availableReplicas').integer() ?? 0) === 0;
}
