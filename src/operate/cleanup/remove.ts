import {ConflictError} from '../../cluster/conflict-error.js';
import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import {identityOf} from '../stored-experiment.js';
import type {CleanupPlan, ExperimentRemoval} from './plan.js';
import type {Removal} from './removal.js';

export interface RemoveOptions {
  /** The server checks everything and removes nothing. */
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
  readonly onRemoved: (removal: Removal) => Promise<void>;
  /** Takes what was to go and stays, and why. */
  readonly onKept: (what: string, why: string) => Promise<void>;
}

/**
 * What of a plan still holds: the experiments that nobody has touched since, and of their belongings what may go now as
 * it could then. Between a question and its answer traffic may have moved.
 */
export function stillPlanned(plan: CleanupPlan, latest: CleanupPlan): CleanupPlan {
  const experiments = latest.experiments.flatMap((now) => {
    const then = plan.experiments.find((other) => isUntouched(other, now));
    if (!then) return [];
    const uids = new Set(then.removals.map(uidOf));
    return [{...now, removals: now.removals.filter((removal) => uids.has(uidOf(removal)))}];
  });
  return {...latest, experiments};
}

/** What was to go and, when it was looked at again, may not. */
export function droppedSince(plan: CleanupPlan, latest: CleanupPlan): readonly Removal[] {
  const uids = new Set(removalsOf(latest).map(uidOf));
  return removalsOf(plan).filter((removal) => !uids.has(uidOf(removal)));
}

/** In the order in which they go. */
export function removalsOf({experiments}: CleanupPlan): readonly Removal[] {
  return experiments.flatMap(({removals}) => removals);
}

function isUntouched(then: ExperimentRemoval, now: ExperimentRemoval): boolean {
  const [old, present] = [then, now].map(({experiment}) => identityOf(experiment.source));
  return old?.uid === present?.uid && old?.resourceVersion === present?.resourceVersion;
}

function uidOf({object}: Removal): string {
  return identityOf(object).uid;
}

/**
 * Removes what is planned, one experiment after another. Where something was changed or made anew meanwhile, it and its
 * experiment stay. It can be stopped between two objects, and run again.
 *
 * @throws Iter8Error INTERRUPTED
 */
export async function removePlanned(
  cluster: Cluster,
  {experiments}: CleanupPlan,
  options: RemoveOptions,
): Promise<void> {
  for (const {removals} of experiments) {
    for (const removal of removals) {
      if (options.signal.aborted) throw interrupted();
      if (!(await removeOne(cluster, removal, options))) break;
    }
  }
}

function interrupted(): Iter8Error {
  return new Iter8Error(
    'INTERRUPTED',
    'interrupted; what is not listed as deleted is still there',
    'run it again',
  );
}

/** @returns whether it is gone */
async function removeOne(cluster: Cluster, removal: Removal, options: RemoveOptions): Promise<boolean> {
  const {kind, object, what} = removal;
  const {name, namespace, uid, resourceVersion} = identityOf(object);
  const isExperiment = kind.kind === 'Experiment';
  try {
    await cluster.delete(
      kind,
      {name, namespace},
      {uid, ...(isExperiment && {resourceVersion}), dryRun: options.isDryRun},
    );
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    await options.onKept(what, 'it was changed meanwhile; run cleanup again');
    return false;
  }
  await options.onRemoved(removal);
  return true;
}
