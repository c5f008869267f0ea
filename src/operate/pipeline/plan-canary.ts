import type {Draft} from '../create/draft.js';
import {planTrial} from './experiment/plan-trial.js';
import type {PipelineRequest} from './request.js';
import {planComparison, type PlannedComparison} from './rollout/compare.js';
import {requireBaselineKept} from './rollout/keep-baseline.js';
import {requireServing} from './rollout/require-serving.js';
import type {CanaryStanding} from './rollout/standing.js';
import type {PipelineWorld} from './world.js';

/**
 * How a candidate would be tried out. Nothing is changed, and what is wrong with any part of it is told.
 *
 * @throws Iter8Error INVALID when the live version would lose traffic; as `planTrial`
 */
export async function planCanary(
  standing: CanaryStanding,
  request: PipelineRequest,
  world: Pick<PipelineWorld, 'cluster' | 'signal'>,
): Promise<{readonly comparison: PlannedComparison; readonly draft: Draft}> {
  const comparison = await planComparison(standing, world);
  await requireServing(standing, world);
  await requireBaselineKept(standing, comparison, request.objects, {...world, isForced: request.isForced});
  return {comparison, draft: await planTrial(standing, comparison, request, world)};
}
