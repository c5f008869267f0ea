import type {JsonObject} from '../../experiment/json.js';
import {contentOf} from '../install/apply.js';
import {stageWords} from '../stored-experiment.js';
import {findUnfinished, readExperiments} from './experiment/stored-trials.js';
import {planCanary} from './plan-canary.js';
import {loadWords} from './pipeline-load.js';
import type {PipelineRequest} from './request.js';
import {applyManifest} from './rollout/apply-manifest.js';
import {requireUnchanged} from './rollout/live-version.js';
import {isCanary, readStanding, type Standing} from './rollout/standing.js';
import type {PipelineWorld} from './world.js';

/** A step of a release, in words, and what it would write. */
export interface PlannedStep {
  readonly what: string;
  readonly objects: readonly JsonObject[];
}

type DryWorld = Pick<PipelineWorld, 'cluster' | 'signal'>;

/**
 * What a release would do if its turn came now. The server checks the manifest; nothing is changed.
 *
 * @throws Iter8Error for what cannot be released, as `runPipeline`
 */
export async function planPipeline(request: PipelineRequest, world: DryWorld): Promise<readonly PlannedStep[]> {
  const {cluster, signal} = world;
  const {service, commit} = request;
  const begin = [...statusStep(request, 'pending'), step(`waits until no other pipeline releases ${service}`)];
  const end = statusStep(request, 'success, failure or error');
  const unfinished = findUnfinished(await readExperiments(cluster, signal), {service, sha: commit.sha});
  if (unfinished) {
    const resume = `takes up experiment ${unfinished.name} (${stageWords(unfinished)})`;
    return [...begin, step(resume), ...trialSteps(request), ...end];
  }
  const standing = await readStanding(cluster, request, signal);
  return [...begin, ...(await releaseSteps(standing, request, world)), ...end];
}

async function releaseSteps(
  standing: Standing,
  request: PipelineRequest,
  world: DryWorld,
): Promise<readonly PlannedStep[]> {
  const {candidate} = standing;
  const options = {signal: world.signal, isForced: request.isForced, isDryRun: true};
  if (standing.roles.kind === 'live') {
    await requireUnchanged(world.cluster, candidate.manifest, options);
    return [step(`nothing to do: ${candidate.name} is live and unchanged`)];
  }
  await applyManifest(world.cluster, request.objects, options);
  const deploy = [
    step('applies the manifest', ...request.objects.map(({object}) => object)),
    step(`waits until ${candidate.name} is ready, or removes it again`),
  ];
  if (!isCanary(standing)) return deploy;
  const {comparison, draft} = await planCanary(standing, request, world);
  return [
    step(`routes 100 % to ${comparison.baseline}`, ...comparison.objects),
    ...deploy,
    step('creates the experiment', draft.resource),
    ...trialSteps(request),
  ];
}

function trialSteps({load}: PipelineRequest): readonly PlannedStep[] {
  return [
    ...(load ? [step(`sends load until the experiment ends: ${loadWords(load)}`)] : []),
    step('follows the experiment to its end'),
    step('removes the Deployment that lost, once it has no traffic'),
  ];
}

function statusStep({status}: PipelineRequest, state: string): readonly PlannedStep[] {
  if (!status) return [];
  const {repository, sha, context} = status;
  return [step(`sets the status ${context} of commit ${sha} in ${repository.name}: ${state}`)];
}

function step(what: string, ...objects: readonly JsonObject[]): PlannedStep {
  return {what, objects: objects.map(contentOf)};
}
