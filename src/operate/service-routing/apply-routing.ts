import {ConflictError} from '../../cluster/conflict-error.js';
import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {objectName} from '../../traffic/object-name.js';
import {
  planServiceRouting,
  type RoutedVersions,
  type ServiceRouting,
} from '../../traffic/service-routing/service-routing.js';
import {awaitEndpoints} from './await-endpoints.js';
import {findRouters} from './find-routers.js';

export interface ApplyOptions {
  /** The server checks everything and stores nothing. */
  readonly isDryRun?: boolean;
  /** Called with each object once it stands. */
  readonly onApplied?: (object: JsonObject, done: 'created' | 'changed') => Promise<void> | void;
}

/**
 * Creates or changes what a plan says, one object after another; nothing is sent where all is there. A new Service for the
 * baseline has its endpoints before a route leads to it. It can be stopped between two objects, and run again.
 *
 * @throws ConflictError when somebody has changed an object since it was read: read again and plan anew
 * @throws Iter8Error TIMEOUT when a new Service has no ready Pods
 */
export async function applyRouting(
  cluster: Cluster,
  {objects}: ServiceRouting,
  signal: AbortSignal,
  {isDryRun = false, onApplied}: ApplyOptions = {},
): Promise<void> {
  for (const object of objects) {
    signal.throwIfAborted();
    if (object.kind === 'HTTPRoute' && !isDryRun) await awaitBaseline(cluster, objects, object, signal);
    const kind = await kindOf(cluster, object, signal);
    const isThere = new Field(object).get('metadata', 'resourceVersion').exists;
    const call = {signal, dryRun: isDryRun};
    const written = await (isThere ? cluster.replace(kind, object, call) : cluster.create(kind, object, call));
    await onApplied?.({...object, ...written}, isThere ? 'changed' : 'created');
  }
}

/** Waits for the Service that is to have all traffic, where it is one of those that were just made. */
async function awaitBaseline(
  cluster: Cluster,
  objects: readonly JsonObject[],
  route: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  const entries = new Field(route)
    .get('spec', 'rules')
    .items()
    .flatMap((rule) => rule.get('backendRefs').items());
  const full = entries
    .filter((entry) => entry.get('weight').value === 100)
    .map((entry) => entry.get('name').value);
  const fresh = objects.filter(
    (object) => object.kind === 'Service' && full.includes(new Field(object).get('metadata', 'name').text()),
  );
  for (const service of fresh) await awaitEndpoints(cluster, service, {signal});
}

async function kindOf(cluster: Cluster, object: JsonObject, signal: AbortSignal): Promise<ResourceKind> {
  const [version, group = ''] = new Field(object).get('apiVersion').requiredText().split('/').reverse();
  const kind = await cluster.findKind(
    {group, version, kind: new Field(object).get('kind').requiredText()},
    {signal},
  );
  if (kind) return kind;
  throw new Iter8Error('NOT_FOUND', `the cluster does not serve ${objectName(object)} any more`);
}

const MOST_ATTEMPTS = 5;

/**
 * Makes the routing of a Service stand, whatever others change meanwhile.
 *
 * @throws Iter8Error INVALID when others change it all the time; as `planServiceRouting`, `applyRouting`
 */
export async function ensureRouting(
  cluster: Cluster,
  {service, versions}: {readonly service: JsonObject; readonly versions: RoutedVersions},
  signal: AbortSignal,
  options: ApplyOptions = {},
): Promise<ServiceRouting> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const routing = planServiceRouting(service, versions, await findRouters(cluster, service, signal));
    try {
      await applyRouting(cluster, routing, signal, options);
      return routing;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  const problem = `the routing of ${objectName(service)} was changed by others ${MOST_ATTEMPTS} times in a row`;
  throw new Iter8Error('INVALID', problem, 'try again');
}
