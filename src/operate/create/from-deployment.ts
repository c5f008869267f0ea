import type {Cluster} from '../../cluster/port.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {ROUTES_LABEL} from '../../traffic/service-routing/ours.js';
import {planServiceRouting, type ServiceVersion} from '../../traffic/service-routing/service-routing.js';
import {SERVICE_KIND} from '../install/kinds.js';
import {
  readDeployments,
  readServiceVersions,
  selectedBy,
  type StandingVersion,
} from '../service-routing/service-versions.js';
import {identityOf} from '../stored-experiment.js';
import type {ExperimentRequest} from './build-experiment.js';
import {flagError} from './flag-error.js';
import {findVersions, type RoutingWish} from './routing.js';

/** What a Deployment says of an experiment that tries it out. */
export interface DeploymentProposal {
  readonly fields: Partial<ExperimentRequest>;
  readonly routing: RoutingWish;
  /** Objects that are still to be created or changed before the experiment. */
  readonly missing: readonly JsonObject[];
}

type Chosen = Pick<ExperimentRequest, 'target' | 'baseline' | 'candidates'>;

/**
 * The experiment that a Deployment suggests: it is the candidate, the Service that selects it the target, and the version
 * that has the traffic the baseline. Nothing is written.
 *
 * @param chosen what the command line says of it
 * @throws Iter8Error INVALID or NOT_FOUND, naming the flag that helps, where it is not clear what is meant
 */
export async function proposeFromDeployment(
  cluster: Cluster,
  name: string,
  chosen: Chosen,
  signal: AbortSignal,
): Promise<DeploymentProposal> {
  const service = await findService(cluster, name, chosen.target, signal);
  const found = await readServiceVersions(cluster, service, signal);
  const candidates = [...new Set([name, ...chosen.candidates])];
  const baseline = chosen.baseline ?? chooseBaseline(found.versions, candidates, service);
  const routing: RoutingWish = {service, kind: 'Deployment', baseline, candidates};
  const versions = await findVersions(cluster, found, routing, signal);
  const {objects, weightObjRefs} = planServiceRouting(found.service, versions, found.routers);
  const {namespace} = cluster;
  const knownVersions = [...weightObjRefs].map(([version, weightObjRef]) => {
    return {name: version, namespace, weightObjRef};
  });
  const fields = {namespace, target: `${namespace}/${service}`, baseline, candidates, knownVersions};
  return {fields, routing, missing: objects};
}

async function findService(
  cluster: Cluster,
  name: string,
  target: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const deployments = await readDeployments(cluster, signal);
  const deployment = deployments.find((each) => each.name === name);
  if (!deployment) {
    const names = deployments.map((each) => each.name).join(', ') || 'none';
    throw flagError('from', `no Deployment "${name}" in namespace "${cluster.namespace}"`, `it has ${names}`);
  }
  const names = await servicesOf(cluster, deployment, signal);
  const [only, another] = names;
  if (target !== undefined) return requireTarget(target, names, name);
  if (only === undefined)
    throw flagError('from', `no Service selects Deployment ${name}`, 'create one that selects all versions');
  if (another === undefined) return only;
  throw flagError('target', 'is missing', `several Services select Deployment ${name}: ${names.join(', ')}`);
}

/** The Services that select a Deployment, but for those that lead to one version on behalf of another Service. */
async function servicesOf(cluster: Cluster, deployment: ServiceVersion, signal: AbortSignal): Promise<string[]> {
  const {items} = await cluster.list(SERVICE_KIND, {namespace: cluster.namespace}, {signal});
  const services = items.filter((item) => !new Field(item).get('metadata', 'labels', ROUTES_LABEL).exists);
  return services
    .filter((service) => selectedBy(service, [deployment]).length > 0)
    .map((service) => identityOf(service).name)
    .sort();
}

/** @param target `NAMESPACE/SERVICE`, or the Service alone */
function requireTarget(target: string, services: readonly string[], deployment: string): string {
  const name = target.slice(target.lastIndexOf('/') + 1);
  if (services.includes(name)) return name;
  const hint = services.length === 0 ? 'no Service does' : `Services that do: ${services.join(', ')}`;
  throw flagError('target', `no Service "${name}" selects Deployment ${deployment}`, hint);
}

/** Of the versions that are no candidates the one that has the traffic, or the only one. */
function chooseBaseline(
  versions: readonly StandingVersion[],
  candidates: readonly string[],
  service: string,
): string {
  const others = versions.filter(({name}) => !candidates.includes(name));
  const busy = others.filter(({weightPercent = 0}) => weightPercent > 0);
  const [heaviest] = busy.toSorted((one, two) => (two.weightPercent ?? 0) - (one.weightPercent ?? 0));
  const live = versions.find((version) => candidates.includes(version.name) && version.weightPercent === 100);
  if (live) {
    const problem = `Deployment ${live.name} has all the traffic of Service ${service}, so there is nothing to try out`;
    throw flagError('from', problem, 'name the new version; or say with --baseline what it is to be held against');
  }
  const [only, another] = others;
  const baseline = heaviest ?? (another ? undefined : only);
  if (baseline) return baseline.name;
  const hint = only
    ? `no router says which has the traffic: ${others.map(({name}) => name).join(', ')}`
    : `Service ${service} selects no other Deployment`;
  throw flagError('baseline', 'is missing', hint);
}
