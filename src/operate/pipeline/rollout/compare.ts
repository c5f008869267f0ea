import type {JsonObject} from '../../../experiment/json.js';
import {type FoundRouters, planServiceRouting} from '../../../traffic/service-routing/service-routing.js';
import {findRouters} from '../../service-routing/find-routers.js';
import type {PipelineWorld} from '../world.js';
import {type CanaryStanding, versionsOf} from './standing.js';

/** Against whom a candidate is tried out, and where their weights stand. */
export interface Comparison {
  readonly baseline: string;
  readonly weightObjRefs: ReadonlyMap<string, JsonObject>;
}

/** The same, and what must be written for it. */
export interface PlannedComparison extends Comparison {
  readonly objects: readonly JsonObject[];
  /** As they stand. */
  readonly routers: FoundRouters;
}

/** How the traffic would be split, without splitting it. */
export async function planComparison(
  standing: CanaryStanding,
  {cluster, signal}: Pick<PipelineWorld, 'cluster' | 'signal'>,
): Promise<PlannedComparison> {
  const {service, roles} = standing;
  const routers = await findRouters(cluster, service, signal);
  const {objects, weightObjRefs} = planServiceRouting(service, versionsOf(standing), routers);
  return {baseline: roles.baseline.name, objects, weightObjRefs, routers};
}
