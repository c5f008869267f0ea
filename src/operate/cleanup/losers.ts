import {ifThere} from '../../cluster/not-found.js';
import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import {otherRouteTo} from '../../traffic/other-routes.js';
import {DEFAULT_POLICY} from '../../traffic/policy.js';
import {weightReferences} from '../../traffic/references.js';
import {observeWeights} from '../../traffic/traffic.js';
import type {Kept, Removal} from './removal.js';
import {
  lostVersions,
  serviceObstacle,
  trafficObstacle,
  type Workload,
  workloadOf,
  workloadWords,
} from './workload.js';

/** What may go of the versions that lost, and what has to stay. */
export interface Losers {
  readonly removals: readonly Removal[];
  readonly kept: readonly Kept[];
}

/**
 * Looks at what runs the versions that lost, and at the traffic as it is now.
 *
 * @param others all experiments of the namespace: what one of them that has not ended tries out stays
 */
export async function findLosers(
  cluster: Cluster,
  experiment: Experiment,
  others: readonly Experiment[],
): Promise<Losers> {
  const removals: Removal[] = [];
  const kept: Kept[] = [];
  for (const version of lostVersions(experiment)) {
    const found = await lookAt(cluster, experiment, {version, others});
    if (!found) continue;
    if ('obstacle' in found) kept.push(found);
    else removals.push(found);
  }
  return {removals, kept};
}

/** What cannot be looked at stays. */
async function lookAt(
  cluster: Cluster,
  experiment: Experiment,
  loser: Loser,
): Promise<Removal | Kept | undefined> {
  try {
    return await findLoser(cluster, experiment, loser);
  } catch (error) {
    if (error instanceof Iter8Error) return {what: `version ${loser.version}`, obstacle: error.message};
    throw error;
  }
}

interface Loser {
  readonly version: string;
  readonly others: readonly Experiment[];
}

/** @returns undefined when there is nothing of it any more */
async function findLoser(
  cluster: Cluster,
  experiment: Experiment,
  {version, others}: Loser,
): Promise<Removal | Kept | undefined> {
  const workload = workloadOf(experiment, version);
  if (!workload) return {what: `version ${version}`, obstacle: 'no variable "revision" says which revision it is'};
  const {namespace} = experiment;
  const kind = await cluster.findKind({group: workload.group, kind: workload.kind});
  const object = kind && (await ifThere(cluster.get(kind, {namespace, name: workload.name})));
  if (!kind || !object) return undefined;
  const obstacle =
    useOf(workload, experiment, others) ??
    (await obstacleInTraffic(cluster, experiment, {version, workload, object}));
  if (obstacle !== undefined) return {what: workloadWords(workload), obstacle};
  return {kind, object, what: workloadWords(workload), reason: `version ${version} lost and has no traffic`};
}

function useOf(workload: Workload, experiment: Experiment, others: readonly Experiment[]): string | undefined {
  const isSame = (other: Experiment, version: string) => {
    const its = workloadOf(other, version);
    return its?.kind === workload.kind && its.name === workload.name;
  };
  const {recommendedVersion} = experiment.status;
  if (recommendedVersion !== undefined && isSame(experiment, recommendedVersion))
    return 'the recommended version runs in it';
  const running = others.filter((other) => !isCompleted(other) && other.namespace === experiment.namespace);
  const user = running.find((other) => other.spec.versions.some(({name}) => isSame(other, name)));
  return user && `experiment "${user.name}", which has not ended, tries it out`;
}

async function obstacleInTraffic(
  cluster: Cluster,
  experiment: Experiment,
  {version, workload, object}: {version: string; workload: Workload; object: JsonObject},
): Promise<string | undefined> {
  if (workload.kind === 'Revision') return obstacleInService(cluster, workload, object);
  const observed = await observeWeights(cluster, experiment, DEFAULT_POLICY);
  if (observed.kind === 'invalid') return observed.reason;
  return trafficObstacle(observed.weights, version) ?? (await obstacleInRouter(cluster, experiment, version));
}

/** A version without a weightObjRef has what the others leave, and nothing tells where that is. */
async function obstacleInRouter(
  cluster: Cluster,
  experiment: Experiment,
  version: string,
): Promise<string | undefined> {
  const reference = weightReferences(experiment).find((each) => each.version === version);
  if (!reference) return undefined;
  const {group, kind, namespace, name, path} = reference;
  const served = await cluster.findKind({group, kind});
  return served && otherRouteTo(await cluster.get(served, {namespace, name}), path);
}

async function obstacleInService(
  cluster: Cluster,
  {group, name}: Workload,
  revision: JsonObject,
): Promise<string | undefined> {
  const metadata = new Field(revision).get('metadata');
  const service = metadata.get('labels', `${group}/service`).text();
  const kind = await cluster.findKind({group, kind: 'Service'});
  if (service === undefined || !kind) return 'nothing tells which Service it belongs to';
  const object = await ifThere(cluster.get(kind, {namespace: metadata.get('namespace').text(), name: service}));
  return object && serviceObstacle(object, name);
}
