import {type Experiment, isCompleted} from '../../experiment/model.js';
import type {Connection} from '../../render/watch/main-page.js';

/** An experiment on the board. */
export interface Entry {
  /** In addresses and pages; the same for all experiments of one name. */
  readonly id: string;
  readonly experiment: Experiment;
}

type Name = Pick<Experiment, 'namespace' | 'name'>;

/** What is known of all experiments: one for all pages. */
export class Board {
  /** Ids are kept, so that a page goes on with an experiment that was made anew. */
  readonly #ids = new Map<string, string>();
  readonly #entries = new Map<string, Entry>();
  readonly #unreadable = new Map<string, string>();
  #order: readonly Entry[] | undefined;
  #connection: Connection = {kind: 'live'};

  get connection(): Connection {
    return this.#connection;
  }

  get unreadable(): readonly string[] {
    return [...this.#unreadable.values()];
  }

  /** All that there are, as they were just listed. */
  replaceAll(experiments: readonly Experiment[]): void {
    this.#entries.clear();
    this.#unreadable.clear();
    experiments.forEach((experiment) => this.see(experiment));
    this.#order = undefined;
    this.#connection = {kind: 'live'};
  }

  /** Experiments of a file, in which one name may stand several times. */
  record(experiments: readonly Experiment[]): void {
    experiments.forEach((experiment, place) => this.#put(String(place), experiment));
  }

  see(experiment: Experiment): void {
    this.#unreadable.delete(keyOf(experiment));
    this.#put(keyOf(experiment), experiment);
  }

  lose(name: Name): void {
    this.#unreadable.delete(keyOf(name));
    this.#entries.delete(this.#idOf(keyOf(name)));
    this.#order = undefined;
  }

  /** An experiment of the cluster whose fields have no meaning. */
  giveUp(name: Name, problem: string): void {
    this.#entries.delete(this.#idOf(keyOf(name)));
    this.#unreadable.set(keyOf(name), problem);
    this.#order = undefined;
  }

  loseConnection(reason: string, now: Date): void {
    const since = this.#connection.kind === 'lost' ? this.#connection.since : now;
    this.#connection = {kind: 'lost', reason, since};
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** Those that have not ended first, then the newest. */
  inOrder(): readonly Entry[] {
    this.#order ??= [...this.#entries.values()].sort(openThenNewest);
    return this.#order;
  }

  #put(key: string, experiment: Experiment): void {
    const id = this.#idOf(key);
    this.#entries.set(id, {id, experiment});
    this.#order = undefined;
  }

  #idOf(key: string): string {
    const id = this.#ids.get(key) ?? `x${this.#ids.size + 1}`;
    this.#ids.set(key, id);
    return id;
  }
}

function keyOf({namespace, name}: Name): string {
  return JSON.stringify([namespace, name]);
}

function openThenNewest({experiment: a}: Entry, {experiment: b}: Entry): number {
  const ended = Number(isCompleted(a)) - Number(isCompleted(b));
  const time = (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0);
  return ended || time || (keyOf(a) < keyOf(b) ? -1 : 1);
}
