import type {JsonObject} from '../../experiment/json.js';
import type {Weight} from '../../experiment/model.js';
import type {ActionItem, ActionKey} from '../../tasks/action.js';

/** What the engine wants done next. Effects of one answer are carried out in their order. */
export type Effect =
  | WriteStatus
  | AcquireTarget
  | ReleaseTarget
  | ReadMetricResources
  | QueryMetrics
  | ObserveWeights
  | SetWeights
  | RunAction
  | Wait
  | End;

/** The only effect that is remembered: everything else is asked for again when its outcome never reached the status. */
export interface WriteStatus {
  readonly kind: 'writeStatus';
  /** Fields of the status that are replaced as a whole; null removes one. */
  readonly patch: JsonObject;
  /** In the order in which things happened. */
  readonly events: readonly EngineEvent[];
}

/** A Kubernetes Event. */
export interface EngineEvent {
  readonly type: 'Normal' | 'Warning';
  /** One word, such as `IterationUpdate`. */
  readonly reason: string;
  readonly message: string;
}

/** Asks to be the only experiment on the target; the answer is an observation. */
export interface AcquireTarget {
  readonly kind: 'acquireTarget';
  readonly target: string;
}

/** Lets the next one have the target; nothing happens where it is not held. */
export interface ReleaseTarget {
  readonly kind: 'releaseTarget';
  readonly target: string;
}

/** Reads the Metrics that the criteria name, with all that they name as sampleSize. */
export interface ReadMetricResources {
  readonly kind: 'readMetricResources';
  /** As written in the criteria. */
  readonly references: readonly string[];
}

/** Queries the metrics in the status for every version. */
export interface QueryMetrics {
  readonly kind: 'queryMetrics';
}

/** Reads the present traffic split. */
export interface ObserveWeights {
  readonly kind: 'observeWeights';
}

/** Splits the traffic. It counts only once it has been read back. */
export interface SetWeights {
  readonly kind: 'setWeights';
  /** Whole percents, 100 in total. */
  readonly weights: readonly Weight[];
}

export type HandlerType = 'Start' | 'Loop' | 'Finish' | 'Rollback';

/** Runs the items of an action whose ends are not recorded yet. */
export interface RunAction {
  readonly kind: 'runAction';
  readonly key: ActionKey;
  /** `start`, `loop-2`, `finish`: the key of its record in the status. */
  readonly instance: string;
  readonly handler: HandlerType;
  readonly items: readonly ActionItem[];
  /** Places of those among them that were begun by an engine that is gone. */
  readonly begun: ReadonlySet<number>;
}

/** Nothing is to be done before a time, unless the Experiment is changed. */
export interface Wait {
  readonly kind: 'wait';
  readonly until: Date;
  /** For people: what is waited for. */
  readonly reason: string;
}

/** The experiment has ended; there is nothing more to do. */
export interface End {
  readonly kind: 'end';
}
