import type {Cluster} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import type {JsonObject} from '../experiment/json.js';
import type {Experiment} from '../experiment/model.js';
import {experimentKind, experimentOf, selectionOf, type Wanted} from './experiments.js';
import {type Identity, identityOf} from './stored-experiment.js';

/** What happens among experiments; `interrupted`: the connection is lost, until it is `resumed` or something is seen. */
export type ExperimentsSight =
  | {
      readonly kind: 'seen';
      readonly experiments: readonly Experiment[];
      /** Whether there are no others: true of the first sight. */
      readonly isAll: boolean;
    }
  | {readonly kind: 'gone'; readonly identity: Identity; readonly object: JsonObject}
  /** One is there whose fields cannot be read. */
  | {readonly kind: 'unreadable'; readonly identity: Identity; readonly problem: Iter8Error}
  | {readonly kind: 'interrupted'; readonly reason: string}
  | {readonly kind: 'resumed'};

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
  let first: JsonObject[] | undefined = [];
  for await (const event of cluster.watch(await experimentKind(cluster, {signal}), selection, signal)) {
    if (event.kind === 'interrupted' || event.kind === 'resumed') yield event;
    else if (event.kind !== 'synced') {
      if (first) first.push(event.object);
      else if (event.kind === 'deleted') yield goneSight(event.object);
      else yield sightOf(event.object);
    } else if (first) {
      yield* firstSights(first);
      first = undefined;
    }
  }
}

/** Those that can be read together, then each one that cannot. */
function firstSights(objects: readonly JsonObject[]): readonly ExperimentsSight[] {
  const sights = objects.map(sightOf);
  const experiments = sights.flatMap((sight) => (sight.kind === 'seen' ? sight.experiments : []));
  const others = sights.filter(({kind}) => kind !== 'seen');
  return [{kind: 'seen', experiments, isAll: true}, ...others];
}

function goneSight(object: JsonObject): ExperimentsSight {
  return {kind: 'gone', identity: identityOf(object), object};
}

function sightOf(object: JsonObject): ExperimentsSight {
  try {
    return {kind: 'seen', experiments: [experimentOf(object)], isAll: false};
  } catch (error) {
    if (!(error instanceof Iter8Error)) throw error;
    return {kind: 'unreadable', identity: identityOf(object), problem: error};
  }
}

/**
 * The same without lost connections: the experiments that are there, and then each one that changes or goes.
 *
 * @throws what `Cluster.watch` throws; Iter8Error INVALID for an experiment that cannot be read
 */
export async function* watchExperiments(
  cluster: Cluster,
  wanted: Wanted,
  signal: AbortSignal,
): AsyncGenerator<readonly Experiment[], void, undefined> {
  for await (const sight of sightsOfExperiments(cluster, wanted, signal)) {
    if (sight.kind === 'unreadable') throw sight.problem;
    if (sight.kind === 'seen') yield sight.experiments;
    else if (sight.kind === 'gone') yield [experimentOf(sight.object)];
  }
}
