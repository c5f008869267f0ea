import {objectName} from '../../../traffic/object-name.js';
import type {ServiceRouting} from '../../../traffic/service-routing/service-routing.js';
import {ensureRouting} from '../../service-routing/apply-routing.js';
import type {Candidate} from '../manifest/find-candidate.js';
import type {PipelineEnd, PipelineRequest} from '../request.js';
import type {PipelineWorld} from '../world.js';
import {applyManifest, type ApplyOptions} from './apply-manifest.js';
import {awaitReady} from './await-ready.js';
import {requireUnchanged} from './live-version.js';
import {removeCandidate} from './remove-candidate.js';
import type {Roles} from './roles.js';
import {type Standing, versionsOf} from './standing.js';

/** What there is to compare once all versions run; or the end, where there is nothing to compare. */
export type RolledOut =
  | {readonly kind: 'comparable'; readonly baseline: string; readonly routing: ServiceRouting}
  | (PipelineEnd & {readonly kind: 'released' | 'notReady'});

/** Brings a candidate up so that nobody's request reaches it yet. Can be repeated. */
export async function rollOut(
  standing: Standing,
  request: PipelineRequest,
  world: PipelineWorld,
): Promise<RolledOut> {
  const {candidate, roles} = standing;
  switch (roles.kind) {
    case 'live':
      await requireUnchanged(world.cluster, candidate.manifest, applyOptions(request, world));
      return {kind: 'released', headline: `Nothing to do: ${candidate.name} is live and unchanged`};
    case 'firstRelease': {
      await world.tell('versions', `${candidate.name} is the first version: no experiment`);
      const failure = await bringUp(candidate, request, world);
      return (
        failure ?? {kind: 'released', headline: `${candidate.name} is live, the first version of its Service`}
      );
    }
    case 'canary':
      return rollOutBeside(standing, roles, request, world);
  }
}

async function rollOutBeside(
  standing: Standing,
  roles: Roles & {kind: 'canary'},
  request: PipelineRequest,
  world: PipelineWorld,
): Promise<RolledOut> {
  const {cluster, signal, tell} = world;
  const {service, candidate} = standing;
  const {baseline} = roles;
  await tell('versions', `${baseline.name} is live, ${candidate.name} is tried out`);
  const versions = versionsOf(standing, roles);
  const routing = await ensureRouting(cluster, {service, versions}, signal, {
    onApplied: (object, done) => tell('routing', `${objectName(object)} ${done}: 100 % to ${baseline.name}`),
  });
  const failure = await bringUp(candidate, request, world);
  return failure ?? {kind: 'comparable', baseline: baseline.name, routing};
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
