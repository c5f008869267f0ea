import type {JsonObject} from '../../../experiment/json.js';
import {metadataOf} from '../../apiserver/object.js';
import type {FoundApp} from '../app/container.js';
import {type Condition, withTimes} from '../conditions.js';
import {replicasOf} from './objects.js';

const NOTHING_RUNS = 'the stand-in for Deployments reports Pods that do not exist: no containers are run here';

/** Available at once for images that the sample app stands for; never for others, as `kubectl rollout status` then says. */
export function deploymentStatus(deployment: JsonObject, app: FoundApp, now: Date): JsonObject {
  const conditions = withTimes(app.kind === 'app' ? AVAILABLE : unavailable(app.reason), deployment, now);
  const wanted = replicasOf(deployment);
  const replicas = app.kind === 'app' ? wanted : 0;
  return {
    observedGeneration: metadataOf(deployment).generation,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    unavailableReplicas: wanted - replicas,
    conditions,
  };
}

const AVAILABLE: readonly Condition[] = [
  {type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: NOTHING_RUNS},
  {type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message: NOTHING_RUNS},
];

function unavailable(message: string): readonly Condition[] {
  return [
    {type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', message},
    {type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message},
  ];
}
