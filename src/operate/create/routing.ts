import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {compact, listOf, nonEmpty, objectOf} from '../../experiment/convert/conversion.js';
import {Field} from '../../experiment/field.js';
import type {Json, JsonObject} from '../../experiment/json.js';
import {objectName} from '../../traffic/object-name.js';
import type {RoutedVersions, ServiceVersion} from '../../traffic/service-routing/service-routing.js';
import {hasAll, labelsOf} from '../../traffic/service-routing/tell-apart.js';
import {SERVICE_KIND} from '../install/kinds.js';
import {ensureRouting} from '../service-routing/apply-routing.js';
import {readServiceVersions, type ServiceVersions} from '../service-routing/service-versions.js';

/** Among which versions of a Service an experiment is to shift traffic. */
export interface RoutingWish {
  /** Name of the Service, in the namespace of the experiment. */
  readonly service: string;
  /** What the names of the versions are of. */
  readonly kind: 'Deployment' | 'Service';
  readonly baseline: string;
  readonly candidates: readonly string[];
}

export interface RouteOptions {
  readonly signal: AbortSignal;
  readonly isDryRun: boolean;
  /** Takes what was done, in words. */
  readonly onNote: (text: string) => void;
}

/**
 * Makes the routing stand that an experiment needs.
 *
 * @returns the experiment with the weightObjRef of each version
 * @throws Iter8Error NOT_FOUND when a version is not there; as `readServiceVersions`, `ensureRouting`
 */
export async function routeTraffic(
  cluster: Cluster,
  resource: JsonObject,
  wish: RoutingWish,
  {signal, isDryRun, onNote}: RouteOptions,
): Promise<JsonObject> {
  const found = await readServiceVersions(cluster, wish.service, signal);
  const {deployments, ...versions} = await findVersions(cluster, found, wish, signal);
  const {weightObjRefs} = await ensureRouting(cluster, {service: found.service, versions}, signal, {
    isDryRun,
    onApplied: (object, done) => onNote(`${done} ${objectName(object)}${isDryRun ? ' (server dry run)' : ''}`),
  });
  return withRouting(resource, weightObjRefs, deployments);
}

/**
 * The versions of a wish as they stand, and by the names of those that are Services what runs them.
 *
 * @throws Iter8Error NOT_FOUND for one that the Service does not select
 */
export async function findVersions(
  cluster: Cluster,
  found: Pick<ServiceVersions, 'versions'>,
  {service, kind, baseline, candidates}: RoutingWish,
  signal: AbortSignal,
): Promise<RoutedVersions & {readonly deployments: ReadonlyMap<string, string>}> {
  const versionOf = async (name: string): Promise<ServiceVersion> =>
    kind === 'Service' ? versionBehind(cluster, found, name, signal) : versionNamed(found, name, service);
  const [first, ...rest] = await Promise.all([baseline, ...candidates].map(versionOf));
  if (!first) throw new Error('an experiment without a baseline has no routing');
  const nameOf = (version: ServiceVersion) => found.versions.find(({labels}) => labels === version.labels)?.name;
  const deployments = new Map([first, ...rest].map((version) => [version.name, nameOf(version) ?? version.name]));
  const running = new Set(deployments.values());
  const others = found.versions.filter(({name}) => !running.has(name));
  return {baseline: first, candidates: rest, others, deployments};
}

function versionNamed(
  {versions}: Pick<ServiceVersions, 'versions'>,
  name: string,
  service: string,
): ServiceVersion {
  const version = versions.find((each) => each.name === name);
  if (version) return version;
  const names = versions.map((each) => each.name).join(', ');
  throw new Iter8Error(
    'NOT_FOUND',
    `Service ${service} selects no Deployment "${name}"`,
    `it selects ${names}; deploy every version before the experiment is created`,
  );
}

/** The Deployment that a Service of one version selects, under the name of that Service. */
async function versionBehind(
  cluster: Cluster,
  {versions}: Pick<ServiceVersions, 'versions'>,
  name: string,
  signal: AbortSignal,
): Promise<ServiceVersion> {
  const service = await cluster.get(SERVICE_KIND, {namespace: cluster.namespace, name}, {signal});
  const selector = labelsOf(new Field(service).get('spec', 'selector'));
  const [only, another] = versions.filter(({labels}) => hasAll(labels, selector));
  if (only && !another) return {name, labels: only.labels};
  const problem = only ? 'selects several Deployments' : 'selects none of the Deployments of the target';
  throw new Iter8Error('NOT_FOUND', `Service ${name} ${problem}, and is to be one version`);
}

/** The experiment with the weightObjRef of each version, and with what runs it where that has another name. */
function withRouting(
  resource: JsonObject,
  references: ReadonlyMap<string, JsonObject>,
  deployments: ReadonlyMap<string, string>,
): JsonObject {
  const spec = objectOf(resource.spec);
  const info = objectOf(spec.versionInfo);
  const routed = (version: Json | undefined): JsonObject => {
    const {name, variables, ...fields} = objectOf(version);
    const word = typeof name === 'string' ? name : '';
    const more = deploymentVariables(word, deployments.get(word));
    return compact({
      name,
      variables: nonEmpty([...listOf(variables), ...more]),
      ...fields,
      weightObjRef: fields.weightObjRef ?? references.get(word),
    });
  };
  const versionInfo = {...info, baseline: routed(info.baseline), candidates: listOf(info.candidates).map(routed)};
  return {...resource, spec: {...spec, versionInfo}};
}

/** Metrics ask by `name`, and `cleanup` deletes what `deployment` says. */
function deploymentVariables(version: string, deployment: string | undefined): readonly JsonObject[] {
  if (deployment === undefined || deployment === version) return [];
  return ['name', 'deployment'].map((name) => ({name, value: deployment}));
}
