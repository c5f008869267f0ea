import type {Cluster} from '../cluster/port.js';
import type {Experiment} from '../experiment/model.js';
import {experimentKind, experimentOf, selectionOf, type Wanted} from './experiments.js';

/** What happens among experiments; `interrupted`: the connection is lost for now. */
export type ExperimentsSight =
  | {readonly kind: 'seen'; readonly experiments: readonly Experiment[]}
  | {readonly kind: 'gone'; readonly experiment: Experiment}
  | {readonly kind: 'interrupted'; readonly reason: string};

/**
 * The experiments that are there, together and perhaps none, and then whatever happens to one, until the signal aborts.
 *
 * @throws what `Cluster.watch` throws
 */
export async function* sightsOfExperiments(
  cluster: Cluster,
  wanted: Wanted,
  signal: AbortSignal,
): AsyncGenerator<ExperimentsSight, void, undefined> {
  const {name} = wanted;
  const selection = {
    ...selectionOf(cluster, wanted),
    ...(name !== undefined && {fieldSelector: `metadata.name=${name}`}),
  };
  let first: Experiment[] | undefined = [];
  for await (const event of cluster.watch(await experimentKind(cluster, {signal}), selection, signal)) {
    if (event.kind === 'interrupted') yield event;
    else if (event.kind !== 'synced') {
      const experiment = experimentOf(event.object);
      if (first) first.push(experiment);
      else if (event.kind === 'deleted') yield {kind: 'gone', experiment};
      else yield {kind: 'seen', experiments: [experiment]};
    } else if (first) {
      yield {kind: 'seen', experiments: first};
      first = undefined;
    }
  }
}

/**
 * The same without lost connections: the experiments that are there, and then each one that changes or goes.
 *
 * @throws what `Cluster.watch` throws
 */
export async function* watchExperiments(
  cluster: Cluster,
  wanted: Wanted,
  signal: AbortSignal,
): AsyncGenerator<readonly Experiment[], void, undefined> {
  for await (const sight of sightsOfExperiments(cluster, wanted, signal)) {
    if (sight.kind === 'seen') yield sight.experiments;
    else if (sight.kind === 'gone') yield [sight.experiment];
  }
}
