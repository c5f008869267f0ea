import {ConflictError} from '../../../cluster/conflict-error.js';
import type {Cluster, ObjectName, ResourceKind, WriteCall} from '../../../cluster/port.js';
import {Iter8Error} from '../../../errors.js';
import {Field} from '../../../experiment/field.js';
import type {JsonObject} from '../../../experiment/json.js';
import {apiVersionOf, kindOf} from '../../../experiment/reading/resource.js';
import {objectText} from '../../install/kinds.js';
import {identityOf} from '../../stored-experiment.js';
import type {ManifestObject} from '../manifest/read-manifest.js';

export interface ApplyOptions {
  readonly signal: AbortSignal;
  /** Takes over fields of others. */
  readonly isForced: boolean;
  /** The server checks everything and stores nothing. */
  readonly isDryRun?: boolean;
  readonly onApplied?: (what: string) => Promise<void>;
}

/**
 * Applies what a manifest has, in its order, by server-side apply.
 *
 * @throws Iter8Error INVALID with file:line when the cluster does not know the kind, refuses the object, or others manage
 *   its fields
 */
export async function applyManifest(
  cluster: Cluster,
  objects: readonly ManifestObject[],
  options: ApplyOptions,
): Promise<void> {
  for (const each of objects) {
    const kind = await servedKind(cluster, each, options.signal);
    await applyOne(cluster, each, {...options, kind});
    await options.onApplied?.(objectText(kind, identityOf(each.object)));
  }
}

/** @returns the object as it then is, or would be */
export async function applyOne(
  cluster: Cluster,
  {object, where}: ManifestObject,
  options: ApplyOptions & {readonly kind: ResourceKind},
): Promise<JsonObject> {
  const {kind, signal, isForced, isDryRun = false} = options;
  const call: WriteCall = {signal, dryRun: isDryRun, fieldManager: 'iter8ctl'};
  try {
    return await cluster.patch(
      kind,
      placeOf(cluster, kind, object),
      {kind: 'apply', value: object, force: isForced},
      call,
    );
  } catch (error) {
    if (error instanceof ConflictError) throw managedByOthers(where, error);
    if (!(error instanceof Iter8Error)) throw error;
    throw new Iter8Error(error.code, `${where}: ${error.message}`, error.hint, {cause: error});
  }
}

/** @throws Iter8Error INVALID with file:line when the cluster does not serve it */
export async function servedKind(
  cluster: Cluster,
  {object, where}: ManifestObject,
  signal: AbortSignal,
): Promise<ResourceKind> {
  const [version = '', group = ''] = apiVersionOf(object).split('/').reverse();
  const kind = await cluster.findKind({group, version, kind: kindOf(object)}, {signal});
  if (kind) return kind;
  const problem = `${where}: the cluster knows no ${kindOf(object)} of ${apiVersionOf(object)}`;
  throw new Iter8Error('INVALID', problem, 'see: kubectl api-resources');
}

function placeOf(cluster: Cluster, {isNamespaced}: ResourceKind, object: JsonObject): ObjectName {
  const name = new Field(object).get('metadata', 'name').requiredText();
  return isNamespaced ? {namespace: cluster.namespace, name} : {name};
}

function managedByOthers(where: string, cause: ConflictError): Iter8Error {
  const hint = 'leave these fields out of the manifest, or take them over with --force-conflicts';
  return new Iter8Error('INVALID', `${where}: others manage fields of it: ${cause.message}`, hint, {cause});
}
