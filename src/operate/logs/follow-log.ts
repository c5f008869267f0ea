import type {Cluster} from '../../cluster/port.js';
import {latestFinish, recordOf} from '../../engine/step/action-records.js';
import {wishedRerun} from '../../engine/step/reopen.js';
import {type Experiment, isCompleted} from '../../experiment/model.js';
import type {Deps} from '../../runtime/deps.js';
import {awaitEnd} from '../await-end.js';
import {followed, type Sight} from '../follow.js';
import type {Choice} from './choice.js';
import {ExperimentLog} from './experiment-log.js';
import type {LogEvent} from '../../experiment/log-event.js';
import {missingAction, nothingWords, requireTask} from './nothing-told.js';
import type {PodLogs} from './pod-logs.js';
import {recordedActions} from './recorded-actions.js';

/** How often the logs of Pods are read while a task runs. */
const READ_EVERY_MS = 2_000;

export interface FollowLogOptions {
  readonly choice: Choice;
  readonly pods: PodLogs;
  /** Of Ctrl-C. */
  readonly signal: AbortSignal;
  readonly repeat: Deps['repeat'];
  readonly onEvents: (events: readonly LogEvent[]) => Promise<void>;
  /** The connection is lost for now. */
  readonly onInterrupted: (reason: string) => Promise<void>;
}

/**
 * Tells what the chosen tasks do until all of them have ended. The experiment is watched; only what a Job prints meanwhile
 * has to be read again and again.
 *
 * @returns why, if nothing was told
 * @throws Iter8Error INVALID when there is no such task, NOT_FOUND when the experiment is deleted meanwhile, INTERRUPTED;
 *   what `onEvents` rejects with
 */
export async function followLog(cluster: Cluster, first: Experiment, options: FollowLogOptions): Promise<string> {
  const {choice, pods, onEvents, repeat} = options;
  requireTask(first, choice);
  const missing = missingAction(first, choice);
  if (missing !== undefined) return missing;
  const log = new ExperimentLog(choice, pods);
  const follower = new LogFollower(first, log, options);
  const stop = repeat(READ_EVERY_MS, () => follower.listen());
  const following = awaitEnd(cluster, followed(first), {
    signal: follower.signal,
    onSight: (sight) => follower.see(sight),
    until: (experiment) => isOver(experiment, choice),
  });
  const last = await following.finally(stop).catch((error: unknown) => {
    throw follower.failure ?? error;
  });
  await onEvents(log.rest());
  return nothingWords(last, choice);
}

/** Whether no other task can be told of; of a finish action, it is the latest run that goes on. */
export function willBeOneTask({key, index, instance}: Choice): boolean {
  return index !== undefined && (key === 'finish' || instance !== undefined);
}

/** Looks one after another, whoever asks for it. */
class LogFollower {
  readonly #failing = new AbortController();
  readonly signal: AbortSignal;
  #turn: Promise<void> = Promise.resolve();
  #isBusy = false;

  constructor(
    private latest: Experiment,
    private readonly log: ExperimentLog,
    private readonly options: FollowLogOptions,
  ) {
    this.signal = AbortSignal.any([options.signal, this.#failing.signal]);
  }

  /** What went wrong while it listened; undefined: nothing. */
  get failure(): unknown {
    return this.#failing.signal.aborted ? (this.#failing.signal.reason as unknown) : undefined;
  }

  see(sight: Sight): Promise<void> {
    if (sight.kind === 'interrupted') return this.options.onInterrupted(sight.reason);
    if (sight.kind === 'resumed') return Promise.resolve();
    this.latest = sight.experiment;
    return this.#look();
  }

  /** Asks the Jobs of tasks that run what they have printed, unless somebody is asking them just now. */
  listen(): void {
    if (this.#isBusy || !recordedActions(this.latest).some(({isRunning}) => isRunning)) return;
    this.#look().catch((error: unknown) => {
      if (!this.options.signal.aborted) this.#failing.abort(error);
    });
  }

  #look(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      this.#isBusy = true;
      await this.options.onEvents(await this.log.look(this.latest, this.signal));
      this.#isBusy = false;
    });
    return this.#turn;
  }
}

/** Whether nothing more will happen to the tasks that are meant. */
function isOver(experiment: Experiment, {key, instance}: Choice): boolean {
  const isWished = wishedRerun(experiment.source) !== undefined;
  if (isCompleted(experiment) && !isWished) return true;
  const finish = latestFinish(experiment);
  if (key === 'loop' && instance === undefined) return finish !== undefined;
  if (key === 'finish' && instance === undefined) return !isWished && hasEnded(experiment, finish);
  return hasEnded(experiment, instance);
}

function hasEnded(experiment: Experiment, instance: string | undefined): boolean {
  const record = instance === undefined ? undefined : recordOf(experiment, instance);
  return record !== undefined && record.state !== 'running';
}
