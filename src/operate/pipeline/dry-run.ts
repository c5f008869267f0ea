import {compact, objectOf} from '../../experiment/convert/conversion.js';
import type {Json, JsonObject} from '../../experiment/json.js';
import {kindOf} from '../../experiment/reading/resource.js';
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
  return {what, objects: objects.map((object) => withoutSecrets(contentOf(object)))};
}

/** What a Secret holds must not stand in the log of a CI job; nor what kubectl keeps of it in an annotation. */
function withoutSecrets(object: JsonObject): JsonObject {
  if (kindOf(object) !== 'Secret') return object;
  const masked = (field: Json | undefined) => {
    const keys = Object.keys(objectOf(field));
    return keys.length > 0 ? Object.fromEntries(keys.map((key) => [key, '***'])) : undefined;
  };
  const {annotations, ...metadata} = objectOf(object.metadata);
  const others = Object.entries(objectOf(annotations)).filter(([key]) => key !== LAST_APPLIED);
  return compact({
    ...object,
    metadata: {...metadata, ...(others.length > 0 && {annotations: Object.fromEntries(others)})},
    data: masked(object.data),
    stringData: masked(object.stringData),
  });
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
