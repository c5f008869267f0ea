import {ConflictError} from '../cluster/conflict-error.js';
import type {Cluster, ResourceKind} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import type {JsonObject} from '../experiment/json.js';
import type {Experiment} from '../experiment/model.js';
import {parseExperiment} from '../experiment/parse.js';
import {experimentKind, getExperiment} from './experiments.js';
import {identityOf} from './stored-experiment.js';

const MOST_ATTEMPTS = 5;

/**
 * Writes annotations of an experiment, decided by what it is at that very moment.
 *
 * @param decide annotations to write, null removes one; undefined: none are to be written; may refuse by throwing
 * @returns the experiment as it is now
 * @throws Iter8Error NOT_FOUND; INVALID when others change it all the time; what `decide` throws
 */
export async function annotate(
  cluster: Cluster,
  name: string,
  decide: (experiment: Experiment) => JsonObject | undefined,
): Promise<Experiment> {
  const kind = await experimentKind(cluster);
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const experiment = await getExperiment(cluster, name);
    const annotations = decide(experiment);
    if (annotations === undefined) return experiment;
    const written = await write(cluster, kind, experiment, annotations);
    if (written) return written;
  }
  const problem = `experiment "${name}" was changed by others ${MOST_ATTEMPTS} times in a row`;
  throw new Iter8Error('INVALID', problem, 'try again');
}

/** @returns undefined when somebody else has changed the experiment since it was read */
async function write(
  cluster: Cluster,
  kind: ResourceKind,
  {source}: Experiment,
  annotations: JsonObject,
): Promise<Experiment | undefined> {
  const {resourceVersion, ...name} = identityOf(source);
  const value = {metadata: {resourceVersion, annotations}};
  try {
    return parseExperiment(await cluster.patch(kind, name, {kind: 'merge', value}));
  } catch (error) {
    if (error instanceof ConflictError) return undefined;
    throw error;
  }
}
