import {Iter8Error} from '../../errors.js';
import type {Experiment} from '../../experiment/model.js';
import type {JsonObject} from '../../experiment/json.js';
import {Field} from '../../experiment/field.js';
import type {ActionToRun, Ports} from '../ports.js';
import {runExperiment, type RunOptions, type RunEnd} from '../run.js';
import type {RunAction} from '../step/effects.js';
import {wishedRerun} from '../step/reopen.js';
import {wishIn} from '../step/wishes.js';
import type {ExperimentCache, ExperimentId} from './experiment-cache.js';
import type {WorkerSlots, WorkerTurn} from './worker-slots.js';

export interface SupervisorOptions {
  readonly slots: WorkerSlots;
  readonly cache: ExperimentCache;
  readonly portsOf: (id: ExperimentId) => Omit<Ports, 'sleep'>;
  readonly runOptions: Pick<RunOptions, 'checkItem' | 'onWrite'>;
  readonly signal: AbortSignal;
  /** A timer: resolves after the time, or as soon as the signal aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
  /** Milliseconds between due and begun, each time when an experiment was waited for. */
  readonly onLag: (milliseconds: number) => void;
  readonly onEnd: (experiment: Experiment) => void;
  /** A run stopped with an error; it is tried again. */
  readonly onFailure: (id: ExperimentId, error: unknown, retryMs: number) => void;
}

/** Each has a signal of its own: one on which thousands listen takes longer with each of them. */
interface Run {
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

interface Pause {
  readonly until: Date;
  /** Of the worker that is given away meanwhile. */
  readonly turn: WorkerTurn;
}

const SHORTEST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Keeps one run going for each experiment that has not ended. */
export class Supervisor {
  readonly #runs = new Map<string, Run>();

  constructor(private readonly options: SupervisorOptions) {
    const stop = () => this.#runs.forEach(({stopping}) => stopping.abort());
    options.signal.addEventListener('abort', stop, {once: true});
  }

  get size(): number {
    return this.#runs.size;
  }

  /** Sees to it that an experiment runs, unless it has ended or is gone. */
  consider(id: ExperimentId, resource: JsonObject | undefined): void {
    const {signal} = this.options;
    if (!resource || isOver(resource) || signal.aborted || this.#runs.has(id.uid)) return;
    const stopping = new AbortController();
    const ended = this.#keepRunning(id, stopping.signal).finally(() => this.#runs.delete(id.uid));
    this.#runs.set(id.uid, {stopping, ended});
  }

  /** Resolves when no run is left, which happens only after the signal. */
  async settled(): Promise<void> {
    await Promise.all([...this.#runs.values()].map(({ended}) => ended));
  }

  async #keepRunning(id: ExperimentId, signal: AbortSignal): Promise<void> {
    const {sleep, onEnd, onFailure, cache} = this.options;
    let retryMs = SHORTEST_RETRY_MS;
    while (!signal.aborted && cache.get(id)) {
      try {
        const {kind, experiment} = await this.#run(id, signal);
        if (kind === 'ended' && experiment) onEnd(experiment);
        return;
      } catch (error) {
        if (!cache.get(id)) return; // it was deleted
        if (isInvalid(error)) retryMs = LONGEST_RETRY_MS; // only a change of the resource will mend it
        onFailure(id, error, retryMs);
        await this.#wait(id, signal, (wake) => sleep(retryMs, wake));
        retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
      }
    }
  }

  /** Holds a worker, but not while it waits or an action runs. */
  async #run(id: ExperimentId, signal: AbortSignal): Promise<RunEnd> {
    const {slots, portsOf, runOptions} = this.options;
    const turn = await slots.take();
    const ports = portsOf(id);
    const yielding: Ports = {
      ...ports,
      runAction: (action, ...args) =>
        turn.pause(() => this.#cancellable(id, action, (wanted) => ports.runAction(wanted, ...args))),
      sleep: (until) => this.#sleep(id, signal, {until, turn}),
    };
    try {
      return await runExperiment(yielding, {...runOptions, signal});
    } finally {
      turn.end();
    }
  }

  /** Until somebody wishes to abort; but a finish action may be in the middle of a promotion. */
  async #cancellable<T>(
    id: ExperimentId,
    action: RunAction,
    run: (action: ActionToRun) => Promise<T>,
  ): Promise<T> {
    if (action.key === 'finish') return run(action);
    const {cache} = this.options;
    const cancelling = new AbortController();
    const look = () => {
      const resource = cache.get(id);
      if (resource && wishIn(resource)?.kind === 'abort') cancelling.abort();
    };
    const stopListening = cache.listen(id, look);
    look();
    return run({...action, cancel: cancelling.signal}).finally(stopListening);
  }

  async #sleep(id: ExperimentId, signal: AbortSignal, {until, turn}: Pause): Promise<void> {
    const {sleep, now, onLag} = this.options;
    const dueInMs = until.getTime() - now().getTime();
    await turn.pause(() => this.#wait(id, signal, (wake) => sleep(Math.max(0, dueInMs), wake)));
    const lag = now().getTime() - until.getTime();
    if (dueInMs > 0 && lag >= 0 && !signal.aborted) onLag(lag);
  }

  /** Until the timer has run down, the experiment changes, or the controller stops. */
  async #wait(id: ExperimentId, signal: AbortSignal, timer: (wake: AbortSignal) => Promise<void>): Promise<void> {
    const {cache} = this.options;
    const waking = new AbortController();
    const wake = () => waking.abort();
    const stopListening = cache.listen(id, wake);
    signal.addEventListener('abort', wake, {once: true});
    if (signal.aborted) wake();
    await timer(waking.signal);
    signal.removeEventListener('abort', wake);
    stopListening();
  }
}

function isInvalid(error: unknown): boolean {
  return error instanceof Iter8Error && error.code === 'INVALID';
}

/**
 * Its end is settled only when condition Completed says so: an engine may have been stopped just before. It is not over when
 * its finish action is to be run again.
 */
export function isOver(resource: JsonObject): boolean {
  const conditions = new Field(resource).get('status', 'conditions').items();
  const isCompleted = conditions.some(
    (each) => each.get('type').value === 'Completed' && each.get('status').value === 'True',
  );
  return isCompleted && wishedRerun(resource) === undefined;
}
