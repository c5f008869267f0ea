import type {JsonObject} from '../../../experiment/json.js';
import {metadataOf, objectsOf, textOf, valueAt} from '../../apiserver/object.js';
import {type Condition, withTimes} from '../conditions.js';
import {isReady, replicasOf} from './objects.js';

export interface DeploymentPods {
  /** Of the present template. */
  readonly pods: readonly JsonObject[];
  /** Of earlier templates. */
  readonly before: readonly JsonObject[];
}

/** As `kubectl rollout status` and `helm --wait` read it. What fails has failed for good, so its deadline is over at once. */
export function deploymentStatus(deployment: JsonObject, all: DeploymentPods, now: Date): JsonObject {
  const wanted = replicasOf(deployment);
  const {pods, before} = all;
  const updated = pods.filter(isReady).length;
  const available = updated + before.filter(isReady).length;
  return {
    observedGeneration: metadataOf(deployment).generation,
    replicas: pods.length + before.length,
    updatedReplicas: pods.length,
    readyReplicas: available,
    availableReplicas: available,
    unavailableReplicas: Math.max(0, pods.length + before.length - available),
    conditions: withTimes([availability(available, wanted), progress(pods)], deployment, now),
  };
}

function availability(available: number, wanted: number): Condition {
  const type = 'Available';
  if (available >= wanted)
    return {type, status: 'True', reason: 'MinimumReplicasAvailable', message: NO_CONTAINERS};
  const message = `${available} of ${wanted} Pods are available`;
  return {type, status: 'False', reason: 'MinimumReplicasUnavailable', message};
}

const NO_CONTAINERS = 'no containers are run here: an app of the sandbox answers for each Pod';

function progress(pods: readonly JsonObject[]): Condition {
  const type = 'Progressing';
  const failure = pods.map(failureOf).find((message) => message !== undefined);
  if (failure !== undefined) return {type, status: 'False', reason: 'ProgressDeadlineExceeded', message: failure};
  const isComplete = pods.every(isReady);
  return {type, status: 'True', reason: isComplete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated'};
}

/** Why a container of the Pod waits; undefined: none does. */
function failureOf(pod: JsonObject): string | undefined {
  const waiting = objectsOf(valueAt(pod, 'status', 'containerStatuses')).map((one) =>
    valueAt(one, 'state', 'waiting'),
  );
  const [first] = waiting.filter((each) => each !== undefined);
  return first === undefined
    ? undefined
    : `${textOf(valueAt(first, 'reason'))}: ${textOf(valueAt(first, 'message'))}`;
}
