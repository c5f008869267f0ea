import type {Cluster} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import {type Experiment, isCompleted} from '../experiment/model.js';
import {type Followed, follow, type Sight} from './follow.js';

export interface AwaitOptions {
  /** Of Ctrl-C. */
  readonly signal: AbortSignal;
  /** undefined: as long as it takes. */
  readonly timeoutMs?: number | undefined;
  readonly onSight?: ((sight: Sight) => Promise<void> | void) | undefined;
  /** What is waited for; undefined: the end. */
  readonly until?: ((experiment: Experiment) => boolean) | undefined;
}

/**
 * Follows an experiment to its end, or as long as it takes.
 *
 * @throws Iter8Error NOT_FOUND when it is deleted meanwhile, TIMEOUT, or INTERRUPTED
 */
export async function awaitEnd(cluster: Cluster, followed: Followed, options: AwaitOptions): Promise<Experiment> {
  const {signal, timeoutMs, onSight, until = isCompleted} = options;
  const limit = timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)];
  const stop = AbortSignal.any([signal, ...limit]);
  try {
    for await (const sight of follow(cluster, followed, stop)) {
      await onSight?.(sight);
      if (sight.kind === 'seen' && until(sight.experiment)) return sight.experiment;
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  const hint = `see how it goes on: iter8ctl watch ${followed.name} -n ${cluster.namespace}`;
  if (signal.aborted)
    throw new Iter8Error('INTERRUPTED', `interrupted; experiment "${followed.name}" runs on`, hint);
  throw new Iter8Error('TIMEOUT', `experiment "${followed.name}" has not ended in time; it runs on`, hint);
}
