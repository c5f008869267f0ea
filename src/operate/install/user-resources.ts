import type {Cluster} from '../../cluster/port.js';
import {EXPERIMENT_KIND, METRIC_KIND, nameOf} from './kinds.js';
import {listIfServed} from './list.js';
import {UNMANAGED_SELECTOR} from './labels.js';

/** Experiments or Metrics that users have made, by namespace. */
export interface UserResources {
  readonly kind: string;
  readonly byNamespace: ReadonlyMap<string, number>;
}

/** @returns only kinds of which there are any */
export async function countUserResources(cluster: Cluster, signal: AbortSignal): Promise<UserResources[]> {
  const counts = [EXPERIMENT_KIND, METRIC_KIND].map(async (kind): Promise<UserResources> => {
    const items = await listIfServed(cluster, kind, {labelSelector: UNMANAGED_SELECTOR}, signal);
    const byNamespace = new Map<string, number>();
    for (const item of items) {
      const {namespace = ''} = nameOf(item);
      byNamespace.set(namespace, (byNamespace.get(namespace) ?? 0) + 1);
    }
    return {kind: kind.kind, byNamespace};
  });
  return (await Promise.all(counts)).filter(({byNamespace}) => byNamespace.size > 0);
}

const MOST_NAMESPACES = 10;

/** `3 Experiments (2 in shop, 1 in default) and 1 Metric (1 in shop)` */
export function refusalText(counts: readonly UserResources[]): string {
  return counts.map(countText).join(' and ');
}

function countText({kind, byNamespace}: UserResources): string {
  const total = [...byNamespace.values()].reduce((sum, count) => sum + count, 0);
  const places = [...byNamespace].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = places.slice(0, MOST_NAMESPACES).map(([namespace, count]) => `${count} in ${namespace}`);
  const others = places.length - shown.length;
  const list = [...shown, ...(others > 0 ? [`others in ${others} more namespaces`] : [])].join(', ');
  return `${total} ${kind}${total === 1 ? '' : 's'} (${list})`;
}
