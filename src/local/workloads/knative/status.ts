import type {JsonObject} from '../../../experiment/json.js';
import {metadataOf, objectsOf, valueAt} from '../../apiserver/object.js';
import type {FoundApp} from '../app/container.js';
import {type Condition, withTimes} from '../conditions.js';
import type {TrafficPlan, TrafficTarget} from './traffic.js';

export function revisionStatus(revision: JsonObject, app: FoundApp, now: Date): JsonObject {
  const outcome =
    app.kind === 'app'
      ? ({status: 'True'} as const)
      : ({status: 'False', reason: 'ContainerMissing', message: app.reason} as const);
  const conditions: Condition[] = [
    {type: 'ContainerHealthy', ...outcome},
    {type: 'Ready', ...outcome},
    {type: 'ResourcesAvailable', status: 'True'},
  ];
  return {observedGeneration: metadataOf(revision).generation, conditions: withTimes(conditions, revision, now)};
}

/** All that the status of a Service tells. */
export interface ServiceState {
  readonly latest: LatestRevision;
  /** Why the Revision of the present template could not be created; undefined: it is there. */
  readonly creationProblem: string | undefined;
  readonly traffic: TrafficPlan;
  /** Of the Service. */
  readonly url: string;
  readonly urlOfTag: (tag: string) => string | undefined;
}

interface LatestRevision {
  /** undefined: there is none. */
  readonly created: string | undefined;
  /** Why that one is not ready; undefined: it is. */
  readonly problem: string | undefined;
  /** The latest one that became ready; undefined: none has. */
  readonly ready: string | undefined;
}

/** While the traffic cannot be as the spec wants it, the status tells what it was, for so it still is. */
export function serviceStatus(service: JsonObject, state: ServiceState, now: Date): JsonObject {
  const {latest, traffic, url, urlOfTag} = state;
  const before = objectsOf(valueAt(service, 'status', 'traffic'));
  return {
    observedGeneration: metadataOf(service).generation,
    conditions: withTimes(serviceConditions(state), service, now),
    url,
    address: {url},
    ...(latest.created === undefined ? {} : {latestCreatedRevisionName: latest.created}),
    ...(latest.ready === undefined ? {} : {latestReadyRevisionName: latest.ready}),
    traffic: traffic.kind === 'routable' ? traffic.targets.map((target) => entryOf(target, urlOfTag)) : before,
  };
}

function entryOf({tag, ...target}: TrafficTarget, urlOfTag: ServiceState['urlOfTag']): JsonObject {
  return tag === undefined ? {...target} : {...target, tag, url: urlOfTag(tag)};
}

function serviceConditions(state: ServiceState): Condition[] {
  const configurations = configurationsReady(state);
  const routes = routesReady(state);
  const ready = configurations.status === 'True' ? routes : configurations;
  return [configurations, {...ready, type: 'Ready'}, routes];
}

function configurationsReady({latest, creationProblem}: ServiceState): Condition {
  const type = 'ConfigurationsReady';
  const failed = {type, status: 'False', reason: 'RevisionFailed'} as const;
  if (creationProblem !== undefined) {
    return {...failed, message: `Revision creation failed with message: ${creationProblem}.`};
  }
  if (latest.problem === undefined) return {type, status: 'True'};
  return {...failed, message: `Revision "${latest.created ?? ''}" failed with message: ${latest.problem}`};
}

function routesReady({traffic}: ServiceState): Condition {
  const type = 'RoutesReady';
  if (traffic.kind === 'routable') return {type, status: 'True'};
  return {type, status: 'False', reason: traffic.reason, message: traffic.message};
}
