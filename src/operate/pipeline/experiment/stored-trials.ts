import type {Cluster} from '../../../cluster/port.js';
import {Field} from '../../../experiment/field.js';
import type {Experiment} from '../../../experiment/model.js';
import {readableExperiments} from '../../create/create.js';
import {experimentKind} from '../../experiments.js';
import {annotationsOf} from '../../stored-experiment.js';
import {COMMIT_LABEL, commitLabel, PIPELINE_ANNOTATION, SERVICE_LABEL} from '../names.js';

/** The experiments of the namespace, but for those that cannot be read. */
export async function readExperiments(cluster: Cluster, signal?: AbortSignal): Promise<readonly Experiment[]> {
  const kind = await experimentKind(cluster, {signal});
  const {items} = await cluster.list(kind, {namespace: cluster.namespace}, {signal});
  return items.flatMap(readableExperiments);
}

/** The experiment of a commit of which something is left to do: it runs, or its loser is still there. */
export function findUnfinished(
  experiments: readonly Experiment[],
  {service, sha}: {readonly service: string; readonly sha: string},
): Experiment | undefined {
  return experiments.find((experiment) => {
    const labels = new Field(experiment.source).get('metadata', 'labels');
    const isOurs =
      labels.get(SERVICE_LABEL).value === service && labels.get(COMMIT_LABEL).value === commitLabel(sha);
    return isOurs && annotationsOf(experiment)[PIPELINE_ANNOTATION] !== FINISHED;
  });
}

export const FINISHED = 'finished';
