import type {Cluster} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import type {Experiment, Weight} from '../experiment/model.js';
import {planChanges} from './plan.js';
import {checkAllowed, type TrafficPolicy} from './policy.js';
import {type WeightReference, weightReferences} from './references.js';
import {resolveWeightPath} from './resolve.js';
import {presentWeight} from './routers.js';
import {type ObservedSplit, splitOf} from './split.js';
import {readTarget, targetsOf} from './target.js';
import {type Plan, writePlans} from './write.js';

/** `invalid`: the experiment does not say where its weights are, or may not have them there; trying again is no use. */
export type ObservedWeights = ObservedSplit | {readonly kind: 'invalid'; readonly reason: string};

/**
 * The traffic split as the objects in the cluster have it; an empty one for an experiment without any weightObjRef.
 *
 * @throws Iter8Error when an object cannot be read now, or its weights not be found in it
 */
export async function observeWeights(
  cluster: Cluster,
  experiment: Experiment,
  policy: TrafficPolicy,
  signal?: AbortSignal,
): Promise<ObservedWeights> {
  const references = usableReferences(experiment, policy);
  if ('reason' in references) return references;
  const weights = new Map<string, number>();
  const notes: string[] = [];
  for (const target of targetsOf(references)) {
    const {object} = await readTarget(cluster, target, signal);
    for (const {version, path} of target.references) {
      const {weight, note} = presentWeight(object, resolveWeightPath(object, path));
      weights.set(version, weight);
      if (note !== undefined) notes.push(note);
    }
  }
  const split = splitOf(experiment, weights);
  return {kind: 'observed', weights: split.weights, notes: [...notes, ...split.notes]};
}

function usableReferences(experiment: Experiment, policy: TrafficPolicy) {
  try {
    return allowedReferences(experiment, policy);
  } catch (error) {
    if (error instanceof Iter8Error) return {kind: 'invalid', reason: error.message} as const;
    throw error;
  }
}

function allowedReferences(experiment: Experiment, policy: TrafficPolicy): readonly WeightReference[] {
  const references = weightReferences(experiment);
  for (const reference of references) checkAllowed(reference, experiment, policy);
  return references;
}

/** Weights to be written. */
export interface WantedSplit extends TrafficPolicy {
  /** Whole percents, one for each version that has a weightObjRef; others may be among them. */
  readonly weights: readonly Weight[];
}

/**
 * Writes the weights of all versions that have a weightObjRef, one patch for each object, and reads them back. Safe to
 * repeat. Nothing is written before everything has been found; should a later object refuse its patch, the earlier ones
 * get their old weights back.
 *
 * @throws Iter8Error that says which object, why, and what it was to be; ConflictError and others from the cluster
 */
export async function setWeights(
  cluster: Cluster,
  experiment: Experiment,
  {weights, ...policy}: WantedSplit,
  signal?: AbortSignal,
): Promise<void> {
  const references = allowedReferences(experiment, policy);
  if (references.length === 0) {
    const hint = 'write one for every version but one, or deploymentPattern: FixedSplit';
    throw new Iter8Error('INVALID', 'no version has a weightObjRef, so no traffic can be moved', hint);
  }
  const plans: Plan[] = [];
  for (const target of targetsOf(references)) {
    const {kind, object} = await readTarget(cluster, target, signal);
    plans.push({kind, target, object, changes: planChanges(object, target.references, weights)});
  }
  await writePlans(cluster, plans, signal);
}
