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
  /** Called only where there are several to pick from, or somebody comes back. */
  readonly openScreen: () => Promise<OpenScreen>;
  /** The experiment from which somebody comes back: the list is shown, however short it is by now. */
  readonly from?: Experiment | undefined;
}

/**
 * The only experiment there is, or the one that is picked from a list that changes as they do. The screen stays open.
 *
 * @returns undefined: none, on purpose
 * @throws Iter8Error NOT_FOUND where there is none, INTERRUPTED at Ctrl-C
 */
export async function pickExperiment(
  cluster: Cluster,
  wanted: Wanted,
  options: PickOptions,
): Promise<Experiment | undefined> {
  const leaving = new AbortController();
  const sights = sightsOfExperiments(cluster, wanted, AbortSignal.any([options.signal, leaving.signal]));
  try {
    const {value: first} = await sights.next();
    const experiments = first?.kind === 'seen' ? first.experiments : [];
    if (experiments.length > 0 || options.from) return await pickFrom(experiments, options, sights);
  } finally {
    leaving.abort();
    await sights.return();
  }
  if (options.signal.aborted) throw interrupted();
  throw noExperiments(selectionOf(cluster, wanted));
}

/**
 * @param sights what happens to them meanwhile
 * @returns undefined: none, on purpose
 * @throws Iter8Error INTERRUPTED at Ctrl-C
 */
export async function pickFrom(
  experiments: readonly Experiment[],
  options: PickOptions,
  sights?: AsyncIterable<ExperimentsSight>,
): Promise<Experiment | undefined> {
  const [only, ...others] = experiments;
  if (others.length === 0 && !options.from) return only;
  const request = await requestOn(await options.openScreen(), experiments, options, sights);
  if (request.kind === 'interrupt') throw interrupted();
  return request.kind === 'open' ? request.experiment : undefined;
}

async function requestOn(
  {full, symbols}: OpenScreen,
  experiments: readonly Experiment[],
  {signal, now, hasNamespaces, from}: PickOptions,
  sights: AsyncIterable<ExperimentsSight> | undefined,
): Promise<ListRequest> {
  const {ListScene} = await import('../render/watch/list-scene.js');
  return new Promise((resolve, reject) => {
    const list = new ListScene({symbols, now, hasNamespaces, onRequest: resolve});
    list.see(experiments);
    if (from) list.select(from);
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
    else if (sight.kind === 'resumed') list.regainConnection();
    else list.lose(sight.identity); // it is gone, or there is nothing to show of it any more
    changed();
  }
}

function interrupted(): Iter8Error {
  return new Iter8Error('INTERRUPTED', 'interrupted before an experiment was picked');
}
