import type {JsonObject} from '../../experiment/json.js';
import type {Assessment, Experiment, Weight} from '../../experiment/model.js';
import type {KnownAbove, Observations} from '../observations.js';

/** A run as it was written down, to be judged again. */
export interface Recording {
  /** The Experiment as it was last, with its status. */
  readonly resource: JsonObject;
  /** In the order of their iterations, each once. */
  readonly looks: readonly RecordedLook[];
  /** Which iterations are lost, in sentences without a full stop; empty: none. A Prometheus may still know them. */
  readonly lost: readonly string[];
  /** What else the recording lacks, each in a sentence. */
  readonly gaps: readonly string[];
}

/** What a run saw in one iteration. */
export interface RecordedLook {
  /** From 1. */
  readonly iteration: number;
  /** When it was judged; a time in its stead, which keeps the order, where `isTimed` is false. */
  readonly at: Date;
  /** Whether somebody wrote down when it was judged. */
  readonly isTimed: boolean;
  /** The split that it found; undefined: nobody wrote it down. */
  readonly weights: readonly Weight[] | undefined;
  /** By the names of the metrics in the status. */
  readonly observations: Observations;
  /** Of percentiles; undefined: nobody counted. */
  readonly countAbove?: CountAbove | undefined;
  /** What it was judged to be; undefined: nobody wrote it down. */
  readonly judgement?: Judgement | undefined;
}

/** What is known of the observations of a metric (by its name in the status) above a limit in its unit. */
export type CountAbove = (metric: string, version: string, limit: number) => KnownAbove | undefined;

/** What one iteration has concluded. */
export interface Judgement {
  /** Who would win if the run ended now. */
  readonly winner: string | undefined;
  /** Version → one for each objective, in their order. */
  readonly states: ReadonlyMap<string, readonly Assessment[]>;
}

/** One iteration, judged again. */
export interface ReplayedLook {
  readonly iteration: number;
  /** As in the recording. */
  readonly at: Date;
  readonly isTimed: boolean;
  /** The split as it was recorded, whatever these rules would have made of it; undefined: nobody wrote it down. */
  readonly weights: readonly Weight[] | undefined;
  /** What it was judged to be; undefined: nobody wrote it down. */
  readonly judgement?: Judgement | undefined;
  /** With the analysis of this iteration in its status. */
  readonly experiment: Experiment;
}

/** A recording, judged again under some rules. */
export interface Playback {
  /** By these rules. */
  readonly experiment: Experiment;
  /** Up to the iteration with which the run ends by these rules. */
  readonly looks: readonly ReplayedLook[];
  readonly fate: Fate;
}

/**
 * What becomes of a run. `won`: a candidate wins, or the version conforms; `kept`: the baseline wins; `noWinner`: the end comes
 * and nobody wins; `rolledBack`: a candidate has violated what it must not; `open`: the recording ends before the run.
 */
export interface Fate {
  readonly kind: 'won' | 'kept' | 'noWinner' | 'rolledBack' | 'aborted' | 'failed' | 'open';
  /** That wins; undefined where nobody does. */
  readonly version: string | undefined;
  /** The last one that was judged; 0: none was. */
  readonly iteration: number;
}

/** A run as it was recorded, and as it comes out when it is judged again. */
export interface Replay {
  readonly recorded: Experiment;
  /** Of the run itself. */
  readonly fate: Fate;
  /** By its own rules. */
  readonly asWritten: Playback;
  /** By the rules that were asked for; the same object where they are its own. */
  readonly replayed: Playback;
  /** What is judged otherwise, in words that follow `with`. */
  readonly changes: readonly string[];
  /** What was not recorded and would count, in sentences without a full stop. */
  readonly gaps: readonly string[];
}
