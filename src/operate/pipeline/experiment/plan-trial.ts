import type {Draft} from '../../create/draft.js';
import {identityOf} from '../../stored-experiment.js';
import type {PipelineRequest} from '../request.js';
import type {Comparison} from '../rollout/compare.js';
import type {Standing} from '../rollout/standing.js';
import type {PipelineWorld} from '../world.js';
import {draftExperiment} from './draft-experiment.js';
import {experimentName} from './experiment-name.js';
import {minimumSamples} from './minimum-samples.js';
import {requireNewer} from './newer-release.js';
import {locateObjectives} from './objectives.js';
import {readExperiments} from './stored-trials.js';

/**
 * The experiment of a commit, under a name that is free.
 *
 * @throws Iter8Error NOT_FOUND when there is no such metric; INVALID when it would be no valid experiment, or the commit is
 *   older than the live one
 */
export async function planTrial(
  {service, candidate}: Standing,
  {baseline, weightObjRefs}: Comparison,
  {trial, commit, mayBeOlder}: PipelineRequest,
  {cluster, signal}: Pick<PipelineWorld, 'cluster' | 'signal'>,
): Promise<Draft> {
  const {namespace} = cluster;
  const experiments = await readExperiments(cluster, signal);
  if (!mayBeOlder) requireNewer(commit, {service: identityOf(service).name, live: baseline}, experiments);
  const name = experimentName(candidate.name, commit.sha, new Set(experiments.map((other) => other.name)));
  const objectives = await locateObjectives(cluster, trial.objectives, weightObjRefs, signal);
  const samples = await minimumSamples(cluster, {wanted: trial.minimumSamples, objectives}, signal);
  const versions = {baseline, candidate: candidate.name, weightObjRefs};
  return draftExperiment(
    {name, namespace, service, commit, ...versions},
    {...trial, objectives, minimumSamples: samples},
  );
}
