import {objectName} from '../../../traffic/object-name.js';
import {ensureRouting} from '../../service-routing/apply-routing.js';
import type {Candidate} from '../manifest/find-candidate.js';
import type {PipelineEnd, PipelineRequest} from '../request.js';
import type {PipelineWorld} from '../world.js';
import {applyManifest, type ApplyOptions} from './apply-manifest.js';
import {awaitReady} from './await-ready.js';
import type {Comparison} from './compare.js';
import {requireUnchanged} from './live-version.js';
import {removeCandidate} from './remove-candidate.js';
import {type CanaryStanding, isCanary, type Standing, versionsOf} from './standing.js';

/** What there is to compare once all versions run; or the end, where there is nothing to compare. */
export type RolledOut =
  (Comparison & {readonly kind: 'comparable'}) | (PipelineEnd & {readonly kind: 'released' | 'notReady'});

/** Brings a candidate up so that nobody's request reaches it yet. Can be repeated. */
export async function rollOut(
  standing: Standing,
  request: PipelineRequest,
  world: PipelineWorld,
): Promise<RolledOut> {
  if (isCanary(standing)) return rollOutBeside(standing, request, world);
  const {candidate, roles} = standing;
  if (roles.kind === 'live') {
    await requireUnchanged(world.cluster, candidate.manifest, applyOptions(request, world));
    return {kind: 'released', headline: `Nothing to do: ${candidate.name} is live and unchanged`};
  }
  await world.tell('versions', `${candidate.name} is the first version: no experiment`);
  const failure = await bringUp(candidate, request, world);
  return failure ?? {kind: 'released', headline: `${candidate.name} is live, the first version of its Service`};
}

async function rollOutBeside(
  standing: CanaryStanding,
  request: PipelineRequest,
  world: PipelineWorld,
): Promise<RolledOut> {
  const {cluster, signal, tell} = world;
  const {service, candidate, roles} = standing;
  const baseline = roles.baseline.name;
  await tell('versions', `${baseline} is live, ${candidate.name} is tried out`);
  const {weightObjRefs} = await ensureRouting(cluster, {service, versions: versionsOf(standing)}, signal, {
    onApplied: (object, done) => tell('routing', `${objectName(object)} ${done}`),
  });
  await tell('routing', `100 % to ${baseline}`);
  const failure = await bringUp(candidate, request, world);
  return failure ?? {kind: 'comparable', baseline, weightObjRefs};
}

/** @returns the end, where the Pods do not come up */
async function bringUp(
  candidate: Candidate,
  request: PipelineRequest,
  world: PipelineWorld,
): Promise<(PipelineEnd & {kind: 'notReady'}) | undefined> {
  const {cluster, signal, sleep, tell} = world;
  await applyManifest(cluster, request.objects, applyOptions(request, world));
  await tell('deploy', `waits for ${candidate.name} to become ready`);
  const readiness = await awaitReady(cluster, candidate, {signal, sleep, timeoutMs: request.readyTimeoutMs});
  if (readiness.kind === 'ready') {
    await tell('deploy', `${candidate.name} is ready`);
    return undefined;
  }
  const names = {service: request.service, candidate: candidate.name};
  const obstacle = await removeCandidate(cluster, names, signal);
  await tell(
    'cleanup',
    `deployment ${candidate.name} ${obstacle === undefined ? 'is removed' : `stays: ${obstacle}`}`,
  );
  return {kind: 'notReady', headline: `${candidate.name} does not become ready: ${readiness.reason}`};
}

function applyOptions({isForced}: PipelineRequest, {signal, tell}: PipelineWorld): ApplyOptions {
  return {signal, isForced, onApplied: (what) => tell('deploy', `${what} applied`)};
}
