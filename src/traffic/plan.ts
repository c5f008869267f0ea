import {isDeepStrictEqual} from 'node:util';
import type {JsonPatchOperation} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import type {Json, JsonObject} from '../experiment/json.js';
import type {Weight} from '../experiment/model.js';
import {guardsOf} from './guards.js';
import {objectName} from './object-name.js';
import type {WeightReference} from './references.js';
import {type Keys, pointerOf, resolveWeightPath} from './resolve.js';
import {presentWeight} from './routers.js';

/** The weight of a version in an object, as it is and as it is to be. */
export interface WeightChange {
  readonly reference: WeightReference;
  /** RFC 6901. */
  readonly pointer: string;
  /** Undefined: the field is not there yet. */
  readonly before: Json | undefined;
  /** In the type of what is there: text stays text. */
  readonly after: string | number;
  /** Tests that it still is the same place. */
  readonly guards: readonly JsonPatchOperation[];
}

/**
 * What is to be changed in an object so that versions get their weights; places that hold theirs already are in it too.
 *
 * @param references those that lie in this object
 * @throws Iter8Error NOT_FOUND where a path leads nowhere, INVALID where no weight can stand, or for a version without
 *   a planned weight
 */
export function planChanges(
  object: JsonObject,
  references: readonly WeightReference[],
  weights: readonly Weight[],
): readonly WeightChange[] {
  const changes = references.map((reference) => planChange(object, reference, weights));
  const shared = changes.find((change, at) => changes.findIndex(({pointer}) => pointer === change.pointer) < at);
  if (shared) {
    const problem = 'two versions have their weight at the same place';
    throw new Iter8Error('INVALID', `${objectName(object)}: ${problem}, ${shared.pointer}`);
  }
  return changes;
}

function planChange(object: JsonObject, reference: WeightReference, weights: readonly Weight[]): WeightChange {
  const planned = weights.find(({version}) => version === reference.version);
  if (!planned) {
    throw new Iter8Error('INVALID', `no weight recommendation provided for version ${reference.version}`);
  }
  const place = resolveWeightPath(object, reference.path);
  presentWeight(object, place); // refuses what is no weight
  const {keys, value: before} = place;
  const isText = before === undefined ? isTextOnly(keys) : typeof before === 'string';
  const after = isText ? String(planned.percent) : planned.percent;
  return {reference, pointer: pointerOf(keys), before, after, guards: guardsOf(object, place)};
}

/** Annotations and labels hold text alone. */
function isTextOnly([metadata, map]: Keys): boolean {
  return metadata === 'metadata' && (map === 'annotations' || map === 'labels');
}

/**
 * One JSON patch for all changes in an object; it fails as a whole when somebody has changed what they rest on.
 *
 * @returns empty: nothing is to be done
 */
export function patchOf(changes: readonly WeightChange[]): readonly JsonPatchOperation[] {
  const needed = changes.filter(({before, after}) => before !== after);
  const guards = new Map(needed.flatMap((change) => change.guards).map((guard) => [guard.path, guard]));
  return [
    ...guards.values(),
    ...needed.map(({pointer, before, after}) => {
      return {op: before === undefined ? 'add' : 'replace', path: pointer, value: after} as const;
    }),
  ];
}

/** The JSON patch that takes the changes back, unless somebody has changed the weights since. */
export function restorationOf(changes: readonly WeightChange[]): readonly JsonPatchOperation[] {
  const made = changes.filter(({before, after}) => before !== after);
  return [
    ...made.map(({pointer, after}) => ({op: 'test', path: pointer, value: after}) as const),
    ...made.map(({pointer, before}): JsonPatchOperation => {
      return before === undefined ? {op: 'remove', path: pointer} : {op: 'replace', path: pointer, value: before};
    }),
  ];
}

/** A weight that is not what was written. */
export interface Mismatch {
  readonly change: WeightChange;
  /** Undefined: the field is not there any more. */
  readonly seen: Json | undefined;
}

/**
 * The first weight that an object, read again after the patch, does not hold; `"20"` and 20 are the same weight.
 *
 * @throws Iter8Error NOT_FOUND when the place itself is gone
 */
export function findMismatch(object: JsonObject, changes: readonly WeightChange[]): Mismatch | undefined {
  const read = changes.map((change) => ({change, seen: resolveWeightPath(object, change.reference.path).value}));
  return read.find(
    ({change: {after}, seen}) => seen !== after && seen !== String(after) && seen !== Number(after),
  );
}

/** Whether both plans rest on the same; if not, somebody has changed the object in between. */
export function restOnTheSame(one: readonly WeightChange[], other: readonly WeightChange[]): boolean {
  return isDeepStrictEqual(patchOf(one), patchOf(other));
}
