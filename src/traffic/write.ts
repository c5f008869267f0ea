import type {Cluster, JsonPatchOperation, ResourceKind} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import {describeValue} from '../experiment/field.js';
import type {JsonObject} from '../experiment/json.js';
import {formatWeightPath} from '../experiment/weight-path.js';
import {objectName} from './object-name.js';
import {findMismatch, patchOf, planChanges, restorationOf, restOnTheSame, type WeightChange} from './plan.js';
import type {Target} from './target.js';

/** What is to become of an object. */
export interface Plan {
  readonly kind: ResourceKind;
  readonly target: Target;
  /** As it was read. */
  readonly object: JsonObject;
  readonly changes: readonly WeightChange[];
}

/**
 * Writes one object after the other, then reads all of them back. When one refuses, those before it get their old weights.
 *
 * @throws Iter8Error INVALID when an object refuses, changes in between, or does not keep what was written
 */
export async function writePlans(
  cluster: Cluster,
  plans: readonly Plan[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const needed = plans.filter(({changes}) => patchOf(changes).length > 0);
  for (const [at, plan] of needed.entries()) {
    try {
      await patch(cluster, plan, {operations: patchOf(plan.changes), signal});
    } catch (error) {
      signal?.throwIfAborted(); // whoever goes on from here sets the same weights again
      await takeBack(cluster, needed.slice(0, at), {error, signal});
      throw await explainRefusal(cluster, plan, {error, signal});
    }
  }
  for (const plan of needed) checkReadBack(await read(cluster, plan, signal), plan.changes);
}

interface Operations {
  readonly operations: readonly JsonPatchOperation[];
  readonly signal: AbortSignal | undefined;
}

async function patch(cluster: Cluster, {kind, target}: Plan, {operations, signal}: Operations): Promise<void> {
  const {namespace, name} = target.first;
  await cluster.patch(kind, {namespace, name}, {kind: 'json', operations}, {signal});
}

function read(cluster: Cluster, {kind, target}: Plan, signal: AbortSignal | undefined): Promise<JsonObject> {
  const {namespace, name} = target.first;
  return cluster.get(kind, {namespace, name}, {signal});
}

interface Failure {
  readonly error: unknown;
  readonly signal: AbortSignal | undefined;
}

/** Of a patch whose tests fail a server says only that it is invalid. */
async function explainRefusal(cluster: Cluster, plan: Plan, {error, signal}: Failure): Promise<unknown> {
  if (!(error instanceof Iter8Error) || error.code !== 'INVALID') return error;
  const name = objectName(plan.object);
  const now = await read(cluster, plan, signal).catch(() => undefined); // the first error says more than a second one
  if (now && isChanged(now, plan)) {
    const hint = 'the engine looks at it again and decides anew';
    const message = `${name} was changed by somebody else while its weights were being set`;
    return new Iter8Error('INVALID', message, hint, {cause: error});
  }
  return new Iter8Error('INVALID', `${name} refuses its weights: ${error.message}`, error.hint, {cause: error});
}

function isChanged(object: JsonObject, {target, changes}: Plan): boolean {
  const weights = changes.map(({reference, after}) => ({version: reference.version, percent: Number(after)}));
  try {
    return !restOnTheSame(planChanges(object, target.references, weights), changes);
  } catch (error) {
    if (error instanceof Iter8Error) return true; // the place is gone
    throw error;
  }
}

function checkReadBack(object: JsonObject, changes: readonly WeightChange[]): void {
  const mismatch = findMismatch(object, changes);
  if (!mismatch) return;
  const {reference, after} = mismatch.change;
  const field = `${objectName(object)}: ${formatWeightPath(reference.path)}`;
  const hint = 'something else writes it: see kubectl get -o yaml --show-managed-fields';
  const message = `${field} was set to ${describeValue(after)}, but holds ${describeValue(mismatch.seen)}`;
  throw new Iter8Error('INVALID', message, hint);
}

/** No split stays half-made. */
async function takeBack(cluster: Cluster, plans: readonly Plan[], {error, signal}: Failure): Promise<void> {
  for (const plan of plans) {
    try {
      await patch(cluster, plan, {operations: restorationOf(plan.changes), signal});
    } catch (second) {
      const [first, then] = [error, second].map(messageOf);
      const message = `${first ?? ''}; and ${objectName(plan.object)} keeps its new weights: ${then ?? ''}`;
      throw new Iter8Error('INVALID', message, undefined, {cause: error});
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
