import type {Observations} from '../analysis/observations.js';
import type {JsonObject} from '../experiment/json.js';
import type {Experiment, Weight} from '../experiment/model.js';
import type {MetricCollection} from '../metrics/references.js';
import type {ActionOutcome, TaskReport} from '../tasks/run-items.js';
import type {EngineEvent, RunAction} from './step/effects.js';
import type {TargetAnswer, WeightsAnswer} from './step/input.js';

/**
 * The world of one experiment, as the runner needs it: a cluster, a process without one, or a simulation.
 *
 * Each port takes its own time-out and obeys its signal; the runner does not wait for a port after an abort. A port that
 * rejects is no disaster: the rejection becomes an observation with its message as reason, which reaches the status, so a
 * message must hold no secret. All ports get the experiment as the runner last saw it.
 */
export interface Ports {
  /**
   * The resource as it is now.
   *
   * @throws Iter8Error NOT_FOUND when it is gone, which ends the run; anything else is tried again
   */
  readonly readExperiment: (signal?: AbortSignal) => Promise<JsonObject>;
  /**
   * Replaces the status, and only that; then records the events.
   *
   * @returns the resource as it is stored now
   * @throws anything when nothing was written, for example because somebody else was faster: the runner reads and decides
   *   again
   */
  readonly writeStatus: (write: StatusToWrite, signal?: AbortSignal) => Promise<JsonObject>;
  /** Asks to be the only experiment on the target; asked again, it holds the target still. */
  readonly acquireTarget: (experiment: Experiment, signal?: AbortSignal) => Promise<TargetAnswer>;
  /** Lets go of the target; safe to repeat. */
  readonly releaseTarget: (experiment: Experiment, signal?: AbortSignal) => Promise<void>;
  /** Reads the Metrics that references in the criteria name (`collectMetrics`). */
  readonly readMetricResources: (
    references: readonly string[],
    experiment: Experiment,
    signal?: AbortSignal,
  ) => Promise<MetricCollection>;
  /**
   * The value of every metric in the status for every version, by the names in the status (`toObservations` makes them
   * from the results of `queryAll`). A metric without a value is an `unavailable` observation.
   */
  readonly queryMetrics: (experiment: Experiment, signal?: AbortSignal) => Promise<Observations>;
  /** The present traffic split, in the order of the versions; without any place to read it from, an empty list. */
  readonly observeWeights: (experiment: Experiment, signal?: AbortSignal) => Promise<WeightsAnswer>;
  /** Splits the traffic; rejects when it could not. Safe to repeat. */
  readonly setWeights: (weights: readonly Weight[], experiment: Experiment, signal?: AbortSignal) => Promise<void>;
  /**
   * Runs the items of an action (`runItems` does it in this process).
   *
   * @param report to be called and waited for before each item and at its end: an item whose end is recorded is never run
   *   again, one that was begun only if its task may be repeated
   */
  readonly runAction: (
    action: ActionToRun,
    experiment: Experiment,
    report: TaskReport,
    signal?: AbortSignal,
  ) => Promise<ActionOutcome>;
  /**
   * Whether an action goes on when the engine ends. Then `runAction` is asked again by the next engine, also where items
   * were begun that may not be repeated: it takes up what is under way, and runs nothing twice. Left out: it does not.
   */
  readonly actionsOutliveEngine?: boolean | undefined;
  /** Resolves at that time, or earlier when the resource has changed. */
  readonly sleep: (until: Date, signal?: AbortSignal) => Promise<void>;
  readonly now: () => Date;
}

/** An action, and whether it is still wanted. */
export interface ActionToRun extends RunAction {
  /** Aborts when nobody wants it any more: what runs of it is ended, and it has failed. */
  readonly cancel?: AbortSignal | undefined;
}

/** The ports that differ by where actions run. */
export type ActionPorts = Pick<Ports, 'runAction' | 'actionsOutliveEngine'>;

/** A status as a whole, and the resource that it belongs to. */
export interface StatusToWrite {
  /** As it was read last, with its resourceVersion. */
  readonly resource: JsonObject;
  /** All of the new status. */
  readonly status: JsonObject;
  readonly events: readonly EngineEvent[];
}
