import type {JsonObject} from '../../../experiment/json.js';
import {
  metadataOf,
  nameOf,
  namespaceOf,
  objectOf,
  objectsOf,
  timestamp,
  uidOf,
  valueAt,
} from '../../apiserver/object.js';
import {type Condition, withTimes} from '../conditions.js';
import {ownerReference} from '../owners.js';

/** The Pod of a Job; the same one again for the same Job. */
export function podOf(job: JsonObject): JsonObject {
  const {labels, annotations} = metadataOf(templateOf(job));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${nameOf(job)}-${uidOf(job).slice(0, 5)}`,
      namespace: namespaceOf(job),
      labels: objectOf(labels),
      annotations: objectOf(annotations),
      ownerReferences: [ownerReference(job, {apiVersion: 'batch/v1', kind: 'Job'})],
    },
    spec: objectOf(templateOf(job).spec),
  };
}

export function containersOf(job: JsonObject): readonly JsonObject[] {
  return objectsOf(valueAt(templateOf(job), 'spec', 'containers'));
}

function templateOf(job: JsonObject): JsonObject {
  return objectOf(valueAt(job, 'spec', 'template'));
}

export function isOver(job: JsonObject): boolean {
  const ends = objectsOf(valueAt(job, 'status', 'conditions'));
  return ends.some(({type, status}) => (type === 'Complete' || type === 'Failed') && status === 'True');
}

export function isSuspended(job: JsonObject): boolean {
  return valueAt(job, 'spec', 'suspend') === true;
}

export function startedStatus(job: JsonObject, now: Date): JsonObject {
  return {startTime: valueAt(job, 'status', 'startTime') ?? timestamp(now), active: 1, ready: 1};
}

/** A server since 1.31 wants each of these ends announced by another condition. */
export function completedStatus(job: JsonObject, now: Date): JsonObject {
  const reached = {status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods'} as const; // prettier-ignore
  const conditions: Condition[] = [
    {type: 'SuccessCriteriaMet', ...reached},
    {type: 'Complete', ...reached},
  ];
  const ended = {active: 0, ready: 0, succeeded: 1, completionTime: timestamp(now)};
  return {...startedStatus(job, now), ...ended, conditions: withTimes(conditions, job, now)};
}

export function failedStatus(job: JsonObject, message: string, now: Date): JsonObject {
  const why = {status: 'True', reason: 'NotRunByStandIn', message} as const;
  const conditions: Condition[] = [
    {type: 'FailureTarget', ...why},
    {type: 'Failed', ...why},
  ];
  return {...startedStatus(job, now), active: 0, ready: 0, conditions: withTimes(conditions, job, now)};
}

export function podStatus(phase: 'Running' | 'Succeeded', pod: JsonObject, now: Date): JsonObject {
  const isRunning = phase === 'Running';
  const startTime = valueAt(pod, 'status', 'startTime') ?? timestamp(now);
  const state = isRunning
    ? {running: {startedAt: startTime}}
    : {terminated: {exitCode: 0, reason: 'Completed', startedAt: startTime, finishedAt: timestamp(now)}};
  const statuses = objectsOf(valueAt(pod, 'spec', 'containers')).map(({name, image}) => ({
    name, image, imageID: '', ready: isRunning, restartCount: 0, state,
  })); // prettier-ignore
  const ready: Condition = isRunning
    ? {type: 'Ready', status: 'True'}
    : {type: 'Ready', status: 'False', reason: 'PodCompleted', message: 'the load has ended'};
  return {phase, startTime, conditions: withTimes([ready], pod, now), containerStatuses: statuses};
}
