import type {Cluster} from '../cluster/port.js';
import type {Experiment} from '../experiment/model.js';
import {experimentKind, experimentOf, selectionOf, type Wanted} from './experiments.js';

/**
 * The experiments that are there, together, and then each one that changes or goes, until the signal aborts.
 *
 * @throws what `Cluster.watch` throws
 */
export async function* watchExperiments(
  cluster: Cluster,
  wanted: Wanted,
  signal: AbortSignal,
): AsyncGenerator<readonly Experiment[], void, undefined> {
  const {name} = wanted;
  const selection = {
    ...selectionOf(cluster, wanted),
    ...(name !== undefined && {fieldSelector: `metadata.name=${name}`}),
  };
  let first: Experiment[] | undefined = [];
  for await (const event of cluster.watch(await experimentKind(cluster, {signal}), selection, signal)) {
    if (event.kind === 'interrupted') continue;
    if (event.kind !== 'synced') {
      const experiment = experimentOf(event.object);
      if (first) first.push(experiment);
      else yield [experiment];
    } else if (first) {
      yield first;
      first = undefined;
    }
  }
}
