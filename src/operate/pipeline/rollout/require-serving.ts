import {Iter8Error} from '../../../errors.js';
import {Field} from '../../../experiment/field.js';
import type {ServiceVersion} from '../../../traffic/service-routing/service-routing.js';
import {DEPLOYMENT_KIND} from '../../install/kinds.js';
import {identityOf} from '../../stored-experiment.js';
import type {PipelineWorld} from '../world.js';
import type {CanaryStanding} from './standing.js';

/**
 * Makes sure that traffic is not taken from Pods that answer and given to none.
 *
 * @throws Iter8Error INVALID when the baseline has no Pods that are available, and another version has
 */
export async function requireServing(
  {candidate, roles: {baseline, others}}: CanaryStanding,
  {cluster, signal}: Pick<PipelineWorld, 'cluster' | 'signal'>,
): Promise<void> {
  if (baseline.weightPercent === 100) return;
  const {items} = await cluster.list(DEPLOYMENT_KIND, {namespace: cluster.namespace}, {signal});
  const isServing = ({name}: ServiceVersion) => {
    const deployment = items.find((item) => identityOf(item).name === name);
    return (new Field(deployment).get('status', 'availableReplicas').integer() ?? 0) > 0;
  };
  const serving = [candidate, ...others].filter(isServing).map(({name}) => name);
  if (serving.length === 0 || isServing(baseline)) return;
  throw new Iter8Error(
    'INVALID',
    `${baseline.name} has no Pods that are ready, and is to get the traffic of ${serving.join(', ')}`,
    'bring it up, or name the live version with --baseline',
  );
}
