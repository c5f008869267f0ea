import type {Cluster} from '../../cluster/port.js';
import {setTimeout} from 'node:timers/promises';
import type {Experiment} from '../../experiment/model.js';
import type {Source} from '../../render/dashboard/list-page.js';
import {safeText} from '../../render/safe-text.js';
import type {ClusterFlags, Deps} from '../../runtime/deps.js';
import {wishMaker} from '../wish-maker.js';
import {Board} from './board.js';
import {keepUp} from './keep-up.js';
import {startDashboard} from './server.js';
import type {MakeWish} from './wishes.js';

type World = Pick<Deps, 'cluster' | 'err' | 'now' | 'repeat'>;

export interface OpenOptions extends ClusterFlags {
  /** Experiments of a file; undefined: those of the cluster. */
  readonly recorded: Recorded | undefined;
  readonly 'all-namespaces': boolean;
  readonly selector?: string | undefined;
  readonly 'allow-actions': boolean;
  readonly port?: number | undefined;
  /** Of Ctrl-C. */
  readonly signal: AbortSignal;
}

interface Recorded {
  readonly name: string;
  readonly experiments: readonly Experiment[];
}

export interface OpenedDashboard {
  readonly url: string;
  /** Resolves when the signal has aborted. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

/** Before a cluster that was lost is asked for all experiments again. */
const RETRY_MS = 1000;

/**
 * The dashboard of a file or of the cluster.
 *
 * @throws Iter8Error of the cluster, before the first list; INVALID or FORBIDDEN for the port
 */
export async function openDashboard(world: World, options: OpenOptions): Promise<OpenedDashboard> {
  const board = new Board();
  const {source, done, close} = await fill(board, world, options);
  const {now, repeat, err} = world;
  const dashboard = await startDashboard({
    port: options.port ?? 0,
    board,
    source,
    now,
    repeat,
    makeWish: options['allow-actions'] ? wishesIn(world, options) : undefined,
    onMistake: (words) => void err.write(`error: unexpected: ${safeText(words)}\n`),
  }).catch((error: unknown) => {
    close();
    throw error;
  });
  return {url: dashboard.url, done, close: () => dashboard.close().finally(close)};
}

interface Filled {
  readonly source: Source;
  readonly done: Promise<void>;
  readonly close: () => void;
}

async function fill(board: Board, world: World, options: OpenOptions): Promise<Filled> {
  const {recorded, signal} = options;
  if (!recorded) return fillFromCluster(board, world, options);
  board.record(recorded.experiments);
  return {source: {place: recorded.name, scope: ''}, done: aborted(signal), close: () => undefined};
}

async function fillFromCluster(board: Board, world: World, options: OpenOptions): Promise<Filled> {
  const cluster = await world.cluster(options);
  const leaving = new AbortController();
  const signal = AbortSignal.any([options.signal, leaving.signal]);
  const wanted = {isEverywhere: options['all-namespaces'], labelSelector: options.selector};
  const pause = (until: AbortSignal) => setTimeout(RETRY_MS, undefined, {signal: until}).catch(() => undefined);
  const close = () => {
    leaving.abort();
    cluster.close();
  };
  try {
    const {done} = await keepUp(cluster, wanted, {board, signal, now: world.now, pause});
    // A request that is under way may take a while to end.
    return {source: sourceOf(cluster, wanted), done: Promise.race([done, aborted(signal)]), close};
  } catch (error) {
    close();
    throw error;
  }
}

function sourceOf(
  {server, namespace}: Cluster,
  {isEverywhere, labelSelector}: {readonly isEverywhere: boolean; readonly labelSelector: string | undefined},
): Source {
  const scope = isEverywhere ? 'in all namespaces' : `in namespace ${namespace}`;
  return {place: server, scope: labelSelector === undefined ? scope : `${scope} with ${labelSelector}`};
}

/** Each with a connection of its own, to the namespace of the experiment. */
function wishesIn(world: World, flags: ClusterFlags): MakeWish {
  return async (experiment, wish) => {
    const cluster = await world.cluster({...flags, namespace: experiment.namespace});
    return wishMaker(cluster, experiment, world.now)(wish).finally(() => cluster.close());
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
