import {ConflictError} from '../../cluster/conflict-error.js';
import type {Cluster, ResourceKind, WriteCall} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {objectOf, omit} from '../../experiment/convert/conversion.js';
import type {JsonObject} from '../../experiment/json.js';
import {identityOf} from '../stored-experiment.js';

/** The old object is gone, and the new one could not be created: whoever gets this has to save `resource`. */
export class LostExperimentError extends Error {
  override readonly name = 'LostExperimentError';

  constructor(
    /** What was to be created. */
    readonly resource: JsonObject,
    override readonly cause: unknown,
  ) {
    super('the old experiment is deleted, and the new one could not be created', {cause});
  }
}

const LONGEST_DELETION_MS = 30_000;

/**
 * Puts an object in the place of an ended one of its name. First the server tries the new one out under another name, for
 * a name that is taken cannot be tried, so that nothing is deleted for an object that it refuses. From the deletion on
 * nothing can stop this but the end of the process.
 *
 * @throws Iter8Error INVALID when the old one was changed meanwhile; nothing is deleted then
 * @throws LostExperimentError
 */
export async function recreate(
  cluster: Cluster,
  kind: ResourceKind,
  {old, resource}: {readonly old: JsonObject; readonly resource: JsonObject},
  call: Pick<WriteCall, 'onWarning'> = {},
): Promise<JsonObject> {
  const {name, namespace, uid, resourceVersion} = identityOf(old);
  await tryOut(cluster, kind, resource);
  try {
    await cluster.delete(kind, {name, namespace}, {uid, resourceVersion});
  } catch (error) {
    throw error instanceof ConflictError ? changedMeanwhile(name, error) : error;
  }
  try {
    return await createOnceGone(cluster, kind, resource, call);
  } catch (error) {
    throw new LostExperimentError(resource, error);
  }
}

/**
 * Has the server check an object whose name is still taken.
 *
 * @throws Iter8Error as creating it would
 */
export async function tryOut(cluster: Cluster, kind: ResourceKind, resource: JsonObject): Promise<void> {
  const metadata = omit(objectOf(resource.metadata), 'name');
  const generateName = `${identityOf(resource).name.slice(0, 240)}-`;
  await cluster.create(kind, {...resource, metadata: {...metadata, generateName}}, {dryRun: true});
}

function changedMeanwhile(name: string, cause: unknown): Iter8Error {
  const problem = `experiment "${name}" was changed meanwhile, so it is left as it is`;
  return new Iter8Error('INVALID', problem, 'look at it, then try again', {cause});
}

/** A finalizer lets the old object live on for a while after its deletion. */
async function createOnceGone(
  cluster: Cluster,
  kind: ResourceKind,
  resource: JsonObject,
  call: Pick<WriteCall, 'onWarning'>,
): Promise<JsonObject> {
  try {
    return await cluster.create(kind, resource, call);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    await untilGone(cluster, kind, resource);
    return await cluster.create(kind, resource, call);
  }
}

async function untilGone(cluster: Cluster, kind: ResourceKind, resource: JsonObject): Promise<void> {
  const {name, namespace} = identityOf(resource);
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, AbortSignal.timeout(LONGEST_DELETION_MS)]);
  let isThere = false;
  for await (const event of cluster.watch(kind, {namespace, fieldSelector: `metadata.name=${name}`}, signal)) {
    if (event.kind === 'added') isThere = true;
    if (event.kind === 'deleted' || (event.kind === 'synced' && !isThere)) break;
  }
  end.abort();
}
