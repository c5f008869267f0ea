import type {Cluster, ResourceKind} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {Field} from '../../experiment/field.js';
import type {JsonObject} from '../../experiment/json.js';
import {ROUTES_LABEL} from '../../traffic/service-routing/ours.js';
import {DEFINITION_KIND, INSTALLED_KINDS, isBeingDeleted, NAMESPACE_KIND, nameOf, objectText} from './kinds.js';
import {MANAGED_SELECTOR} from './labels.js';
import {orInterrupted} from './interruption.js';
import {listIfServed} from './list.js';
import {countUserResources, refusalText} from './user-resources.js';
import {strangersIn} from './strangers.js';

export interface UninstallOptions {
  /** Definitions of Experiment and Metric stay, and with them all that there is of these kinds. */
  readonly keepsDefinitions: boolean;
  /** Experiments and Metrics of users may go. */
  readonly isConfirmed: boolean;
  /** `client`: nothing is sent; `server`: the server checks and removes nothing. */
  readonly dryRun: 'none' | 'client' | 'server';
  readonly signal: AbortSignal;
  readonly onRemoval: (removal: Removal) => Promise<void>;
}

/** What became of one object. */
export interface Removal {
  /** As kubectl names it. */
  readonly object: string;
  /** Undefined: it is removed; else why it stays. */
  readonly keptBecause?: string;
}

/**
 * Removes what `install` has made, in the reverse order. Can be repeated, also after it was interrupted.
 *
 * @throws Iter8Error INVALID when Experiments or Metrics of users would go with their definitions and nobody said so; INTERRUPTED
 */
export function uninstall(cluster: Cluster, options: UninstallOptions): Promise<void> {
  return orInterrupted(options.signal, removeInstalled(cluster, options));
}

async function removeInstalled(cluster: Cluster, options: UninstallOptions): Promise<void> {
  const {keepsDefinitions, signal} = options;
  if (!keepsDefinitions && !options.isConfirmed) await refuseIfUsed(cluster, signal);
  for (const kind of INSTALLED_KINDS) {
    if (kind === DEFINITION_KIND && keepsDefinitions) continue;
    const installed = await listIfServed(cluster, kind, {labelSelector: MANAGED_SELECTOR}, signal);
    for (const object of installed.filter((each) => !isBeingDeleted(each) && !routesTraffic(each))) {
      await options.onRemoval(await removeObject(cluster, kind, object, options));
    }
  }
}

/** Whether traffic of users hangs on it: iter8ctl has made it, but not by `install`. */
function routesTraffic(object: JsonObject): boolean {
  return new Field(object).get('metadata', 'labels', ROUTES_LABEL).exists;
}

async function refuseIfUsed(cluster: Cluster, signal: AbortSignal): Promise<void> {
  const definitions = await listIfServed(cluster, DEFINITION_KIND, {labelSelector: MANAGED_SELECTOR}, signal);
  if (definitions.length === 0) return;
  const counts = await countUserResources(cluster, signal);
  if (counts.length === 0) return;
  throw new Iter8Error(
    'INVALID',
    `without their definitions, ${refusalText(counts)} would be deleted`,
    'keep them with --keep-crds, or delete them too with --yes',
  );
}

async function removeObject(
  cluster: Cluster,
  kind: ResourceKind,
  object: JsonObject,
  {dryRun, signal, keepsDefinitions}: UninstallOptions,
): Promise<Removal> {
  const name = nameOf(object);
  const removal = {object: objectText(kind, name)};
  if (kind === NAMESPACE_KIND) {
    const keptBecause = await strangersIn(cluster, name.name, {signal, keepsDefinitions});
    if (keptBecause !== undefined) return {...removal, keptBecause};
  }
  if (dryRun !== 'client') await cluster.delete(kind, name, {dryRun: dryRun === 'server', signal});
  return removal;
}
