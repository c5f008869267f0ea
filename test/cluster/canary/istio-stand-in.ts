import type {WeightedProxy} from '../../../src/local/proxy/proxy.js';
import type {ApiObject} from '../../support/api-client.js';
import type {TestCluster} from '../../support/cluster.js';
import {routersPath, weightsOf} from '../support/routers.js';

/** A proxy in front of two versions, and the splits that it was told. */
export interface RoutedProxy {
  readonly proxy: WeightedProxy;
  /** In the order of the router. */
  readonly versions: readonly [baseline: string, candidate: string];
  readonly splits: Split[];
}

/** Traffic as it was split for a time. */
export interface Split {
  /** Percent. */
  readonly candidateWeight: number;
  /** What had been answered when it began. */
  readonly before: Answered;
}

/** Numbers of requests. */
export interface Answered {
  readonly all: number;
  readonly candidate: number;
}

/**
 * Stands in for Istio: sees to it that each proxy splits its traffic as the VirtualService of its name says, now and
 * whenever that changes, until the signal aborts.
 *
 * @param proxies by the name of their VirtualService
 */
export async function obeyRouters(
  {client, namespace}: TestCluster,
  proxies: ReadonlyMap<string, RoutedProxy>,
  signal: AbortSignal,
): Promise<void> {
  const path = routersPath(namespace);
  try {
    for await (const {type, object} of client.watch(`${path}?watch=true`, {signal})) {
      const proxy = proxies.get(object.metadata.name);
      if (proxy && type !== 'DELETED') obey(proxy, object);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function obey(routed: RoutedProxy, router: ApiObject): void {
  const {proxy, versions, splits} = routed;
  const weights = weightsOf(router) as [number, number];
  const [, candidateWeight] = weights;
  if (splits.at(-1)?.candidateWeight === candidateWeight) return;
  proxy.setWeights(new Map(versions.map((version, index) => [version, weights[index]!])));
  splits.push({candidateWeight, before: answeredBy(routed)});
}

export function answeredBy({proxy, versions}: RoutedProxy): Answered {
  const results = proxy.results();
  const [baseline, candidate] = versions.map((version) => results.get(version)!.answered) as [number, number];
  return {all: baseline + candidate, candidate};
}
