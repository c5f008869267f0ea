import {ifThere, isNotFound} from '../../../cluster/not-found.js';
import type {Cluster} from '../../../cluster/port.js';
import {Iter8Error} from '../../../errors.js';
import type {JsonObject} from '../../../experiment/json.js';
import {objectOf} from '../../../experiment/convert/conversion.js';
import type {RoutedVersions} from '../../../traffic/service-routing/service-routing.js';
import {SERVICE_KIND} from '../../install/kinds.js';
import {readServiceVersions, type StandingVersion} from '../../service-routing/service-versions.js';
import {type Candidate, findCandidate, serviceOfManifest} from '../manifest/find-candidate.js';
import type {PipelineRequest} from '../request.js';
import {isStillborn} from './stillborn.js';
import {assignRoles, type Roles} from './roles.js';

/** A release among what stands in the cluster. */
export interface Standing {
  readonly service: JsonObject;
  readonly candidate: Candidate;
  readonly roles: Roles;
}

/**
 * Who is who, by what stands in the cluster now.
 *
 * @throws Iter8Error NOT_FOUND when the Service is neither there nor in the manifest; INVALID when it is not clear what is
 *   tried out, or against what
 */
export async function readStanding(
  cluster: Cluster,
  request: PipelineRequest,
  signal: AbortSignal,
): Promise<Standing> {
  const {service, versions} = await readVersions(cluster, request, signal);
  const candidate = findCandidate(request.objects, service, request.candidate);
  const roles = assignRoles(candidate.name, versions, request.baseline);
  const isFirst = roles.kind === 'live' && (await isStillborn(cluster, candidate.name, signal));
  return {service, candidate, roles: isFirst ? {kind: 'firstRelease'} : roles};
}

/** One with something to compare. */
export interface CanaryStanding extends Standing {
  readonly roles: Roles & {readonly kind: 'canary'};
}

export function isCanary(standing: Standing): standing is CanaryStanding {
  return standing.roles.kind === 'canary';
}

/** Those that share the Service once the candidate is there. */
export function versionsOf({candidate, roles: {baseline, others}}: CanaryStanding): RoutedVersions {
  return {baseline, candidates: [candidate], others};
}

/** A Service that comes with the manifest has no versions yet, and one that selects nothing neither. */
async function readVersions(
  cluster: Cluster,
  request: PipelineRequest,
  signal: AbortSignal,
): Promise<{readonly service: JsonObject; readonly versions: readonly StandingVersion[]}> {
  try {
    return await readServiceVersions(cluster, request.service, signal);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return {service: await readService(cluster, request, signal), versions: []};
  }
}

/** As it stands, else as the manifest has it. */
async function readService(
  cluster: Cluster,
  {service: name, objects}: PipelineRequest,
  signal: AbortSignal,
): Promise<JsonObject> {
  const {namespace} = cluster;
  const there = await ifThere(cluster.get(SERVICE_KIND, {namespace, name}, {signal}));
  const service = there ?? serviceOfManifest(objects, name);
  if (service) return {...service, metadata: {...objectOf(service.metadata), namespace}};
  const problem = `no Service "${name}" in namespace "${namespace}", and none in the manifest`;
  throw new Iter8Error('NOT_FOUND', problem, `see which there are: kubectl get services -n ${namespace}`);
}

/**
 * What is tried out, whatever its turn brings.
 *
 * @throws Iter8Error NOT_FOUND without the Service; INVALID when the manifest has no candidate, or several
 */
export async function readCandidate(
  cluster: Cluster,
  request: PipelineRequest,
  signal: AbortSignal,
): Promise<Candidate> {
  return findCandidate(request.objects, await readService(cluster, request, signal), request.candidate);
}
