import type {Cluster} from '../../cluster/port.js';
import {Iter8Error} from '../../errors.js';
import type {Wanted} from '../../operate/experiments.js';
import {type ExperimentsSight, sightsOfExperiments} from '../../operate/watch-experiments.js';
import {errorWords} from '../../runtime/log.js';
import type {Board} from './board.js';

export interface KeepUpOptions {
  readonly board: Board;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Before the cluster is asked again; ends early when the signal aborts. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
}

/**
 * Fills a board, and keeps it as the cluster is until the signal aborts. When the connection is lost, all experiments are
 * listed anew as soon as that can be done: what the board says then is surely so.
 *
 * @returns at the first list; `done` rejects only with a mistake of ours
 * @throws what `Cluster.watch` throws before the first list
 */
export async function keepUp(
  cluster: Cluster,
  wanted: Wanted,
  options: KeepUpOptions,
): Promise<{readonly done: Promise<void>}> {
  const sights = sightsOfExperiments(cluster, wanted, options.signal);
  const first = await sights.next();
  if (!first.done) take(first.value, options);
  return {done: goOn(sights, cluster, wanted, options)};
}

type Sights = AsyncGenerator<ExperimentsSight, void, undefined>;

async function goOn(first: Sights, cluster: Cluster, wanted: Wanted, options: KeepUpOptions): Promise<void> {
  let sights = first;
  while (!options.signal.aborted) {
    await takeAll(sights, options);
    await options.pause(options.signal);
    sights = sightsOfExperiments(cluster, wanted, options.signal);
  }
}

/** To the end of the connection. */
async function takeAll(sights: Sights, options: KeepUpOptions): Promise<void> {
  const {board, signal, now} = options;
  try {
    for await (const sight of sights) {
      take(sight, options);
      if (sight.kind === 'interrupted') return;
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Iter8Error)) throw error;
    board.loseConnection(errorWords(error), now());
  }
}

function take(sight: ExperimentsSight, {board, now}: KeepUpOptions): void {
  switch (sight.kind) {
    case 'seen':
      return sight.isAll
        ? board.replaceAll(sight.experiments)
        : sight.experiments.forEach((each) => board.see(each));
    case 'gone':
      return board.lose(sight.identity);
    case 'unreadable':
      return board.giveUp(sight.identity, sight.problem.message);
    case 'interrupted':
      return board.loseConnection(sight.reason, now());
    case 'resumed':
      return; // a lost connection is given up for a new one
  }
}
