import type {Experiment} from '../experiment/model.js';
import type {LookSeries} from '../experiment/stored-looks.js';
import type {Observations} from './observations.js';

/** Everything an analysis depends on; the same input gives the same result. */
export interface AnalysisInput {
  /** Its version names must be unique. Its spec, namespace and observed weights count; its stored analysis does not. */
  readonly experiment: Experiment;
  readonly observations: Observations;
  readonly now: Date;
  /** A value older than this is not judged. In seconds, 0 or more; undefined: two intervals of the experiment. */
  readonly staleAfterSeconds?: number;
  /**
   * Values on fewer samples are not judged (`criteria.strength.minimumSamples`); undefined: 1, and a metric that does not
   * say how many it has is trusted.
   */
  readonly minimumSamples?: number;
  /** Of all looks so far, this one included (`criteria.strength`); undefined: the last values decide. */
  readonly looks?: readonly LookSeries[];
  /**
   * Share of the traffic that is spread evenly over all versions so that each of them can be observed, in whole percent
   * from 0 to 100; undefined: 10.
   */
  readonly explorationPercent?: number;
}

/** Age from which a value counts no more: as given, else two intervals, so that one failed query is bridged. */
export function staleAfterSeconds({experiment, staleAfterSeconds: given}: AnalysisInput): number {
  return given ?? 2 * experiment.spec.duration.intervalSeconds;
}
