import type {Cluster} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import type {Experiment} from '../experiment/model.js';
import {experimentKind, experimentOf} from './experiments.js';
import {identityOf} from './stored-experiment.js';

/** What is seen of one experiment; `interrupted`: the connection is lost, until it is `resumed` or something is seen. */
export type Sight =
  | {readonly kind: 'seen'; readonly experiment: Experiment}
  | {readonly kind: 'interrupted'; readonly reason: string}
  | {readonly kind: 'resumed'};

export interface Followed {
  readonly name: string;
  /** Only the experiment of this UID; undefined: that which is there at first. */
  readonly uid?: string | undefined;
}

/**
 * One experiment as it is now, and then at each change, until the signal aborts.
 *
 * @throws Iter8Error NOT_FOUND when there is none, or when it is deleted, also if another one takes its name
 */
export async function* follow(
  cluster: Cluster,
  {name, uid}: Followed,
  signal: AbortSignal,
): AsyncGenerator<Sight, void, undefined> {
  const selection = {namespace: cluster.namespace, fieldSelector: `metadata.name=${name}`};
  let known = uid;
  let isSeen = false;
  for await (const event of cluster.watch(await experimentKind(cluster, {signal}), selection, signal)) {
    if (event.kind === 'interrupted' || event.kind === 'resumed') yield event;
    else if (event.kind === 'synced') {
      if (!isSeen) throw uid === undefined ? missing(name, cluster) : deleted(name, cluster);
    } else {
      const found = identityOf(event.object).uid;
      known ??= found;
      if (found !== known || event.kind === 'deleted') throw deleted(name, cluster);
      isSeen = true;
      yield {kind: 'seen', experiment: experimentOf(event.object)};
    }
  }
}

/** That experiment, and no later one of its name. */
export function followed({name, source}: Experiment): Followed {
  return {name, uid: identityOf(source).uid};
}

function missing(name: string, {namespace}: Cluster): Iter8Error {
  const hint = 'list them with: iter8ctl get experiments -A';
  return new Iter8Error('NOT_FOUND', `no experiment "${name}" in namespace "${namespace}"`, hint);
}

function deleted(name: string, {namespace}: Cluster): Iter8Error {
  const hint = 'whoever deleted it ended it without a verdict';
  return new Iter8Error(
    'NOT_FOUND',
    `experiment "${name}" in namespace "${namespace}" was deleted meanwhile`,
    hint,
  );
}
