import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {presentTraffic} from '../../traffic/service-routing/present-traffic.js';
import type {FoundRouters, ServiceVersion} from '../../traffic/service-routing/service-routing.js';
import {hasAll, labelsOf} from '../../traffic/service-routing/tell-apart.js';
import {ifThere} from '../../cluster/not-found.js';
import {identityOf} from '../stored-experiment.js';
import {findRouters} from './find-routers.js';
import {DEPLOYMENT_KIND, SERVICE_KIND} from '../install/kinds.js';

/** A version as it stands in the cluster. */
export interface StandingVersion extends ServiceVersion {
  /** Percent that the router gives it; undefined: no router chooses among the versions. */
  readonly weightPercent: number | undefined;
}

/** A Service, the Deployments that it selects, and what is there to split its traffic. */
export interface ServiceVersions {
  readonly service: JsonObject;
  /** In the order of their names. */
  readonly versions: readonly StandingVersion[];
  readonly routers: FoundRouters;
}

/**
 * The versions of a Service in the namespace of the cluster's port.
 *
 * @throws Iter8Error NOT_FOUND when there is no such Service, or it selects no Deployment; INVALID when it selects nothing
 *   by labels, or it is not clear which router splits its traffic
 */
export async function readServiceVersions(
  cluster: Cluster,
  serviceName: string,
  signal: AbortSignal,
): Promise<ServiceVersions> {
  const service = await readService(cluster, serviceName, signal);
  const versions = selectedBy(service, await readDeployments(cluster, signal));
  if (versions.length === 0) throw selectsNothing(service);
  const routers = await findRouters(cluster, service, signal);
  const shares = presentTraffic(service, versions, routers);
  const standing = versions.map((version) => ({
    ...version,
    weightPercent: shares && (shares.get(version.name) ?? 0),
  }));
  return {service, versions: standing, routers};
}

async function readService(cluster: Cluster, name: string, signal: AbortSignal): Promise<JsonObject> {
  const {namespace} = cluster;
  const service = await ifThere(cluster.get(SERVICE_KIND, {namespace, name}, {signal}));
  if (!service) {
    const hint = `see which there are: kubectl get services -n ${namespace}`;
    throw new Iter8Error('NOT_FOUND', `no Service "${name}" in namespace "${namespace}"`, hint);
  }
  if (Object.keys(selectorOf(service)).length > 0) return service;
  throw new Iter8Error('INVALID', `Service ${name} has no selector, so no Deployment is a version of it`);
}

/** Deployments as versions, in the order of their names. */
export async function readDeployments(cluster: Cluster, signal: AbortSignal): Promise<readonly ServiceVersion[]> {
  const {items} = await cluster.list(DEPLOYMENT_KIND, {namespace: cluster.namespace}, {signal});
  return items.map(versionOfDeployment).toSorted((one, two) => (one.name < two.name ? -1 : 1));
}

/** A Deployment, also one that is still to be applied, as a version. */
export function versionOfDeployment(deployment: JsonObject): ServiceVersion {
  const resource = new Field(deployment);
  return {
    name: resource.get('metadata', 'name').requiredText(),
    labels: labelsOf(resource.get('spec', 'template', 'metadata', 'labels')),
  };
}

/** Those whose Pods a Service selects; none where it has no selector. */
export function selectedBy(service: JsonObject, versions: readonly ServiceVersion[]): readonly ServiceVersion[] {
  const selector = selectorOf(service);
  if (Object.keys(selector).length === 0) return [];
  return versions.filter(({labels}) => hasAll(labels, selector));
}

function selectorOf(service: JsonObject): ServiceVersion['labels'] {
  return labelsOf(new Field(service).get('spec', 'selector'));
}

function selectsNothing(service: JsonObject): Iter8Error {
  const {name} = identityOf(service);
  const selector = Object.entries(selectorOf(service)).map(([key, value]) => `${key}=${value}`);
  const hint = `its selector is ${selector.join(',')}; the Pod template of each version must have these labels`;
  return new Iter8Error('NOT_FOUND', `Service ${name} selects no Deployment`, hint);
}
