import type {Draft} from '../../create/draft.js';
import type {PipelineRequest} from '../request.js';
import type {Comparison} from '../rollout/compare.js';
import type {Standing} from '../rollout/standing.js';
import type {PipelineWorld} from '../world.js';
import {draftExperiment} from './draft-experiment.js';
import {experimentName} from './experiment-name.js';
import {locateObjectives} from './objectives.js';
import {readExperiments} from './stored-trials.js';

/**
 * The experiment of a commit, under a name that is free.
 *
 * @throws Iter8Error NOT_FOUND when there is no such metric; INVALID when it would be no valid experiment
 */
export async function planTrial(
  {service, candidate}: Standing,
  {baseline, weightObjRefs}: Comparison,
  {trial, commit}: PipelineRequest,
  {cluster, signal}: Pick<PipelineWorld, 'cluster' | 'signal'>,
): Promise<Draft> {
  const {namespace} = cluster;
  const taken = new Set((await readExperiments(cluster, signal)).map(({name}) => name));
  const name = experimentName(candidate.name, commit.sha, taken);
  const objectives = await locateObjectives(cluster, trial.objectives, weightObjRefs, signal);
  const versions = {baseline, candidate: candidate.name, weightObjRefs};
  return draftExperiment({name, namespace, service, commit, ...versions}, {...trial, objectives});
}
