import type {Cluster} from '../../../cluster/port.js';
import {Iter8Error} from '../../../errors.js';
import type {JsonObject} from '../../../experiment/json.js';
import {objectOf} from '../../../experiment/convert/conversion.js';
import {kindOf} from '../../../experiment/reading/resource.js';
import {mergePatch} from '../../../local/apiserver/patch/merge-patch.js';
import {objectName} from '../../../traffic/object-name.js';
import {presentTraffic} from '../../../traffic/service-routing/present-traffic.js';
import type {FoundRouters, ServiceVersion} from '../../../traffic/service-routing/service-routing.js';
import {DEPLOYMENT_KIND, SERVICE_KIND} from '../../install/kinds.js';
import {selectedBy} from '../../service-routing/service-versions.js';
import {identityOf} from '../../stored-experiment.js';
import type {ManifestObject} from '../manifest/read-manifest.js';
import {applyOne, type ApplyOptions} from './apply-manifest.js';
import type {PlannedComparison} from './compare.js';
import {requireUnchanged} from './live-version.js';
import {type CanaryStanding, versionsOf} from './standing.js';

/**
 * Makes sure that a manifest takes nothing from the baseline: neither changes its Deployment, nor lets the Service select
 * something else, nor moves the traffic that is routed to it. Nothing is changed.
 *
 * @param comparison as the traffic is to be routed before the manifest is applied
 * @throws Iter8Error INVALID with file:line of what would do so
 */
export async function requireBaselineKept(
  standing: CanaryStanding,
  comparison: PlannedComparison,
  objects: readonly ManifestObject[],
  {cluster, ...options}: ApplyOptions & {readonly cluster: Cluster},
): Promise<void> {
  const {name} = standing.roles.baseline;
  const own = objects.find(
    ({object}) => kindOf(object) === DEPLOYMENT_KIND.kind && identityOf(object).name === name,
  );
  if (own) await requireUnchanged(cluster, own, options);
  const isService = ({object}: ManifestObject) =>
    kindOf(object) === SERVICE_KIND.kind &&
    object.apiVersion === 'v1' &&
    identityOf(object).name === identityOf(standing.service).name;
  const service = objects.find(isService);
  if (service) {
    const later = await applyOne(cluster, service, {...options, kind: SERVICE_KIND, isDryRun: true});
    requireSelected(standing, later, service.where);
  }
  requireRouted(standing, comparison, objects);
}

function requireSelected({roles, candidate}: CanaryStanding, service: JsonObject, where: string): void {
  const wanted: readonly ServiceVersion[] = [roles.baseline, candidate];
  const missed = wanted.find((version) => selectedBy(service, [version]).length === 0);
  if (!missed) return;
  throw new Iter8Error(
    'INVALID',
    `${where}: the Service would no longer select ${missed.name}`,
    'its selector must have labels that the Pods of all versions have',
  );
}

/** Each router of the manifest as it is going to be, over what was routed before. */
function requireRouted(
  standing: CanaryStanding,
  {routers, objects: planned}: PlannedComparison,
  objects: readonly ManifestObject[],
): void {
  const {baseline, candidates, others = []} = versionsOf(standing);
  const {namespace} = identityOf(standing.service);
  let later = planned.reduce(withRouter, routers);
  for (const {object, where} of objects.filter(isRouter)) {
    later = withRouter(later, {...object, metadata: {...objectOf(object.metadata), namespace}});
    const shares = presentTraffic(standing.service, [baseline, ...candidates, ...others], later);
    if (shares?.get(baseline.name) === 100) continue;
    throw new Iter8Error(
      'INVALID',
      `${where}: ${objectName(object)} would take traffic from ${baseline.name}, the live version`,
      'leave it out of the manifest: a release moves the traffic by itself',
    );
  }
}

const ROUTERS = ['VirtualService', 'DestinationRule', 'HTTPRoute'];

function isRouter({object}: ManifestObject): boolean {
  return ROUTERS.includes(kindOf(object));
}

/** With an object applied: what it does not say stays. */
function withRouter({istio, gateway}: FoundRouters, object: JsonObject): FoundRouters {
  const over = (present: readonly JsonObject[], kind: string): readonly JsonObject[] => {
    if (kindOf(object) !== kind) return present;
    const {name} = identityOf(object);
    const old = present.find((other) => identityOf(other).name === name);
    return [...present.filter((other) => other !== old), old ? mergePatch(old, object) : object];
  };
  return {
    istio: istio && {
      ...istio,
      virtualServices: over(istio.virtualServices, 'VirtualService'),
      destinationRules: over(istio.destinationRules, 'DestinationRule'),
    },
    gateway: gateway && {
      ...gateway,
      routes: over(gateway.routes, 'HTTPRoute'),
      services: over(gateway.services, 'Service'),
    },
  };
}
