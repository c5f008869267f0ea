import type {Cluster} from '../cluster/port.js';
import {Iter8Error} from '../errors.js';
import type {Experiment} from '../experiment/model.js';
import {noExperiments, selectionOf, type Wanted} from '../operate/experiments.js';
import {type ExperimentsSight, sightsOfExperiments} from '../operate/watch-experiments.js';
import type {ListRequest, ListScene} from '../render/watch/list-scene.js';
import type {Deps} from '../runtime/deps.js';
import type {OpenScreen} from './watch-screen.js';

export interface PickOptions {
  /** Of Ctrl-C. */
  readonly signal: AbortSignal;
  readonly now: Deps['now'];
  /** Whether there may be experiments of several namespaces. */
  readonly hasNamespaces: boolean;
  /** Called only where there are several to pick from. */
  readonly openScreen: () => Promise<OpenScreen>;
}

/** What was picked, and on which screen. */
export interface Picked {
  /** undefined: none, on purpose. */
  readonly experiment: Experiment | undefined;
  /** Still open; undefined: there was none, or it was left. */
  readonly screen: OpenScreen | undefined;
}

/**
 * The only experiment there is, or the one that is picked from a list that changes as they do.
 *
 * @throws Iter8Error NOT_FOUND where there is none, INTERRUPTED at Ctrl-C
 */
export async function pickExperiment(cluster: Cluster, wanted: Wanted, options: PickOptions): Promise<Picked> {
  const leaving = new AbortController();
  const sights = sightsOfExperiments(cluster, wanted, AbortSignal.any([options.signal, leaving.signal]));
  try {
    const {value: first} = await sights.next();
    const experiments = first?.kind === 'seen' ? first.experiments : [];
    if (experiments.length > 0) return await pickFrom(experiments, options, sights);
  } finally {
    leaving.abort();
    await sights.return();
  }
  if (options.signal.aborted) throw interrupted();
  throw noExperiments(selectionOf(cluster, wanted));
}

/**
 * @param sights what happens to them meanwhile
 * @throws Iter8Error INTERRUPTED at Ctrl-C
 */
export async function pickFrom(
  experiments: readonly Experiment[],
  options: PickOptions,
  sights?: AsyncIterable<ExperimentsSight>,
): Promise<Picked> {
  const [only, ...others] = experiments;
  if (others.length === 0) return {experiment: only, screen: undefined};
  const screen = await options.openScreen();
  try {
    const request = await requestOn(screen, experiments, options, sights);
    if (request.kind === 'interrupt') throw interrupted();
    if (request.kind === 'open') return {experiment: request.experiment, screen};
  } catch (error) {
    screen.full.close();
    throw error;
  }
  screen.full.close();
  return {experiment: undefined, screen: undefined};
}

async function requestOn(
  {full, symbols}: OpenScreen,
  experiments: readonly Experiment[],
  {signal, now, hasNamespaces}: PickOptions,
  sights: AsyncIterable<ExperimentsSight> | undefined,
): Promise<ListRequest> {
  const {ListScene} = await import('../render/watch/list-scene.js');
  return new Promise((resolve, reject) => {
    const list = new ListScene({symbols, now, hasNamespaces, onRequest: resolve});
    list.see(experiments);
    full.show(list);
    signal.addEventListener('abort', () => resolve({kind: 'interrupt'}), {once: true});
    if (sights) keepUp(list, sights, () => full.changed()).catch(reject);
  });
}

async function keepUp(
  list: ListScene,
  sights: AsyncIterable<ExperimentsSight>,
  changed: () => void,
): Promise<void> {
  for await (const sight of sights) {
    if (sight.kind === 'seen') list.see(sight.experiments);
    else if (sight.kind === 'interrupted') list.loseConnection(sight.reason);
    else list.lose(sight.identity); // it is gone, or there is nothing to show of it any more
    changed();
  }
}

function interrupted(): Iter8Error {
  return new Iter8Error('INTERRUPTED', 'interrupted before an experiment was picked');
}
