import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {type RouterVersion, versionsOfRouter} from '../../traffic/router-versions.js';
import {unmetCondition} from '../readiness/unmet.js';
import type {KnativeKinds} from './kinds.js';
import type {RequestedVersion, ServiceRequest} from './request.js';

/** `missing`: not yet, or never. */
export type LookedUp =
  | {readonly kind: 'found'; readonly versionInfo: JsonObject; readonly lines: readonly string[]}
  | {readonly kind: 'missing'; readonly reason: string};

interface LookUp {
  readonly kinds: KnativeKinds;
  readonly request: ServiceRequest;
}

/**
 * Looks once for all versions.
 *
 * @throws Iter8Error for what waiting does not mend
 */
export async function lookUpVersions(
  cluster: Cluster,
  {kinds, request}: LookUp,
  signal: AbortSignal,
): Promise<LookedUp> {
  const {namespace, name, versions} = request;
  try {
    const service = await readyObject(cluster, {kind: kinds.service, namespace, name}, signal);
    const entries = versionsOfRouter(service);
    const places = versions.map((version) => placeOf(version, entries, request));
    for (const {revision} of versions)
      await readyObject(cluster, {kind: kinds.revision, namespace, name: revision}, signal);
    return found(request, places);
  } catch (error) {
    if (error instanceof NotYet) return {kind: 'missing', reason: error.message};
    if (error instanceof Iter8Error && PASSING.includes(error.code))
      return {kind: 'missing', reason: error.message};
    throw error;
  }
}

/** What may be otherwise a moment later. */
class NotYet extends Error {}

const PASSING: readonly string[] = ['NOT_FOUND', 'UNREACHABLE', 'TIMEOUT'];

interface Wanted {
  readonly kind: ResourceKind;
  readonly namespace: string;
  readonly name: string;
}

async function readyObject(cluster: Cluster, {kind, ...name}: Wanted, signal: AbortSignal): Promise<JsonObject> {
  const object = await cluster.get(kind, name, {signal});
  const problem = unmetCondition(object, {kind: 'condition', type: 'Ready', status: 'True'});
  if (problem === undefined) return object;
  throw new NotYet(`Knative ${kind.kind} ${name.namespace}/${name.name} is not ready: ${problem}`);
}

function placeOf(
  {name, revision}: RequestedVersion,
  entries: readonly RouterVersion[],
  {namespace, name: service}: ServiceRequest,
): RouterVersion {
  const own = entries.filter((entry) => entry.revision === revision);
  const [entry, second] = own;
  const where = `spec.traffic of Knative Service ${namespace}/${service}`;
  const what = `revision ${JSON.stringify(revision)} of version ${JSON.stringify(name)}`;
  if (second)
    throw new Iter8Error('INVALID', `${where} has ${own.length} entries for ${what}`, 'leave a single one');
  if (entry) return entry;
  const others = entries.map((each) => each.revision ?? each.name).join(', ') || 'nothing';
  throw new NotYet(`${where} has no entry for ${what}; it has entries for ${others}`);
}

function found({namespace, versions, needsWeights}: ServiceRequest, places: readonly RouterVersion[]): LookedUp {
  const details = versions.map(({name}, at): JsonObject => ({
    name,
    variables: [{name: 'namespace', value: namespace}],
    ...(needsWeights && {weightObjRef: places[at]?.weightObjRef}),
  }));
  const [baseline, ...candidates] = details;
  const lines = versions.map(
    ({name, revision}, at) => `version ${name} is revision ${revision}${placeWords(places[at])}`,
  );
  return {kind: 'found', versionInfo: {baseline, ...(candidates.length > 0 && {candidates})}, lines};
}

function placeWords(place: RouterVersion | undefined): string {
  const path = new Field(place?.weightObjRef).get('fieldPath').text();
  return path === undefined ? '' : `, with its weight at ${path}`;
}
