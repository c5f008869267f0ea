import {ConflictError} from '../../cluster/conflict-error.js';
import type {Cluster} from '../../cluster/port.js';
import {readExperimentResource} from '../../engine/experiment-resource.js';
import {Iter8Error} from '../../errors.js';
import {compact, objectOf, omit} from '../../experiment/convert/conversion.js';
import type {JsonObject} from '../../experiment/json.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import {RERUN_ANNOTATION, WISH_ANNOTATION} from '../../experiment/wish.js';
import {experimentKind, getExperiment} from '../experiments.js';
import {stageWords} from '../stored-experiment.js';
import {recreate} from './recreate.js';

export interface RerunRequest {
  readonly name: string;
  /** Name of a copy; undefined: the old one makes room. */
  readonly copyTo?: string | undefined;
  readonly onWarning: (text: string) => void;
}

/**
 * Runs an experiment once more: a new object with the same spec, labels and annotations.
 *
 * @returns the new object
 * @throws Iter8Error NOT_FOUND; INVALID when it has not ended, or the name of the copy is taken
 * @throws LostExperimentError
 */
export async function rerun(cluster: Cluster, {name, copyTo, onWarning}: RerunRequest): Promise<JsonObject> {
  const kind = await experimentKind(cluster);
  const experiment = await getExperiment(cluster, name);
  requireRunnable(experiment);
  if (copyTo === undefined) {
    requireEnded(experiment);
    const objects = {old: experiment.source, resource: freshCopy(experiment)};
    return recreate(cluster, kind, objects, {onWarning});
  }
  try {
    return await cluster.create(kind, freshCopy(experiment, copyTo), {onWarning});
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    throw new Iter8Error('INVALID', `experiment "${copyTo}" is there already`, 'choose another name', {
      cause: error,
    });
  }
}

/** @throws Iter8Error INVALID for a generation that no engine runs any more */
function requireRunnable({source}: Experiment): void {
  readExperimentResource(source);
}

function requireEnded(experiment: Experiment): void {
  const {name, namespace} = experiment;
  if (isCompleted(experiment)) return;
  const hint = `end it first: iter8ctl abort ${name} -n ${namespace}; or run a copy beside it: --copy-to NEWNAME`;
  throw new Iter8Error('INVALID', `experiment "${name}" has not ended (${stageWords(experiment)})`, hint);
}

/** What `kubectl apply` compares with, which is not true of a copy. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Without status, wishes, and what the server wrote.
 *
 * @param as name of a copy that stands beside it; what owns the old one then does not own the new one
 */
export function freshCopy({source}: Experiment, copyTo?: string): JsonObject {
  const {name, namespace, labels, annotations, ownerReferences} = objectOf(source.metadata);
  const kept = Object.entries(objectOf(annotations)).filter(
    ([key]) =>
      !key.startsWith(WISH_ANNOTATION) &&
      key !== RERUN_ANNOTATION &&
      (copyTo === undefined || key !== LAST_APPLIED),
  );
  return {
    ...omit(source, 'status'),
    metadata: compact({
      name: copyTo ?? name,
      namespace,
      labels,
      annotations: kept.length > 0 ? Object.fromEntries(kept) : undefined,
      ownerReferences: copyTo === undefined ? ownerReferences : undefined,
    }),
  };
}
