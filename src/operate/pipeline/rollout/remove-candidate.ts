import {ifThere} from '../../../cluster/not-found.js';
import type {Cluster} from '../../../cluster/port.js';
import {DEPLOYMENT_KIND} from '../../install/kinds.js';
import {readServiceVersions} from '../../service-routing/service-versions.js';
import {identityOf} from '../../stored-experiment.js';

/**
 * Removes the Deployment of a candidate that did not come up, unless traffic goes to it.
 *
 * @returns why it stays; undefined: it is gone
 */
export async function removeCandidate(
  cluster: Cluster,
  {service, candidate}: {readonly service: string; readonly candidate: string},
  signal: AbortSignal,
): Promise<string | undefined> {
  const name = {namespace: cluster.namespace, name: candidate};
  const found = await ifThere(cluster.get(DEPLOYMENT_KIND, name, {signal}));
  if (!found) return undefined;
  const weight = await weightOf(cluster, service, candidate, signal);
  if (weight > 0) return `it has ${weight} % of the traffic`;
  await cluster.delete(DEPLOYMENT_KIND, name, {uid: identityOf(found).uid, signal});
  return undefined;
}

async function weightOf(cluster: Cluster, service: string, version: string, signal: AbortSignal): Promise<number> {
  const {versions} = await readServiceVersions(cluster, service, signal);
  return versions.find(({name}) => name === version)?.weightPercent ?? 0;
}
