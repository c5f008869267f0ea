import {type Experiment, isCompleted} from '../../experiment/model.js';
import {awaitEnd} from '../await-end.js';
import {createExperiment} from '../create/create.js';
import type {Draft} from '../create/draft.js';
import {experimentOf} from '../experiments.js';
import {followed} from '../follow.js';
import {stageWords} from '../stored-experiment.js';
import {conclude} from './experiment/conclude.js';
import {awaitFreeTarget} from './experiment/free-target.js';
import {planTrial} from './experiment/plan-trial.js';
import {findUnfinished, readExperiments} from './experiment/stored-trials.js';
import {planCanary} from './plan-canary.js';
import {underLoad} from './pipeline-load.js';
import type {PipelineEnd, PipelineRequest} from './request.js';
import {rollOut} from './rollout/roll-out.js';
import {isCanary, readStanding} from './rollout/standing.js';
import type {PipelineWorld} from './world.js';

/**
 * All that is left to do of a release, whatever of it was done before: it is decided by what stands in the cluster.
 *
 * @param onExperiment called as soon as there is an experiment, and when it has ended
 */
export async function release(
  request: PipelineRequest,
  world: PipelineWorld,
  onExperiment: (experiment: Experiment) => void,
): Promise<PipelineEnd> {
  const begun = await beginOrResume(request, world);
  if ('kind' in begun) return begun;
  onExperiment(begun);
  const load = isCompleted(begun) ? undefined : request.load;
  const last = await underLoad(load, world, () => {
    return awaitEnd(world.cluster, followed(begun), {signal: world.signal, onSight: world.onSight});
  });
  onExperiment(last);
  return conclude(last, world);
}

async function beginOrResume(request: PipelineRequest, world: PipelineWorld): Promise<Experiment | PipelineEnd> {
  const {cluster, signal, tell} = world;
  const {service, commit} = request;
  const unfinished = findUnfinished(await readExperiments(cluster, signal), {service, sha: commit.sha});
  if (unfinished) {
    await tell('experiment', `takes up ${unfinished.name} (${stageWords(unfinished)})`);
    return unfinished;
  }
  await awaitFreeTarget(targetOf(request, world), world);
  const standing = await readStanding(cluster, request, signal);
  // What is wrong with the experiment is found out before anything is changed.
  if (isCanary(standing)) await planCanary(standing, request, world);
  const rolledOut = await rollOut(standing, request, world);
  if (rolledOut.kind !== 'comparable') return rolledOut;
  return createTrial(await planTrial(standing, rolledOut, request, world), world);
}

/** What the Service is called as target of experiments. */
export function targetOf({service}: PipelineRequest, {cluster}: Pick<PipelineWorld, 'cluster'>): string {
  return `${cluster.namespace}/${service}`;
}

async function createTrial(draft: Draft, {cluster, tell}: PipelineWorld): Promise<Experiment> {
  const warnings: string[] = [];
  const onWarning = (text: string) => void warnings.push(text);
  const options = {isDryRun: false, isReplacing: false, ifBusy: 'wait', onWarning} as const;
  const experiment = experimentOf((await createExperiment(cluster, draft, options)).object);
  for (const warning of warnings) await tell('experiment', `warning: ${warning}`);
  const {name, namespace} = experiment;
  await tell('experiment', `${name} created; watch it: iter8ctl watch ${name} -n ${namespace}`);
  return experiment;
}
