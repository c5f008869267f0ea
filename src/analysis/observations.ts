import type {CountAbove} from '../experiment/count-above.js';
import type {PowerSums} from '../experiment/power-sums.js';
import type {Quantity} from '../experiment/quantity.js';

/** That a number is not known. */
export interface Uncounted {
  /** In words for people, as that of what is unavailable. */
  readonly reason: string;
}

/** A number is one of `sampleSize` data points. */
export type KnownAbove = number | CountAbove | Uncounted;

/** A value that a metrics backend gave for one version. */
export interface Reading {
  /** In the metric's own unit; a finite number always, since NaN and the infinities are no quantities. */
  readonly value: Quantity;
  /** Number of data points behind the value, 0 or more; undefined: the metric names nobody who counts, or `uncounted`. */
  readonly sampleSize?: number;
  /** Behind a mean, if anybody says; what they count goes before `sampleSize`. */
  readonly sums?: PowerSums;
  /** Of a percentile: limit of an objective, in the metric's unit → what is known of the data points above it, if anything. */
  readonly above?: ReadonlyMap<number, KnownAbove>;
  /** Why the number is not known though the metric names who counts: then the value can be shown and not judged. */
  readonly uncounted?: string;
  /** When the value was read. */
  readonly observedAt: Date;
}

export interface ObservedValue extends Reading {
  readonly kind: 'value';
}

export interface Unavailable {
  readonly kind: 'unavailable';
  /** In words for people, without secrets and response bodies: it reaches the status. */
  readonly reason: string;
  /** The last good value; undefined: there never was one. */
  readonly last?: Reading;
}

/** What is known of one metric for one version: "no data" is a value too, not an exception. */
export type Observation = ObservedValue | Unavailable;

/** Resolved metric name (mostly `namespace/name`) → version → observation. */
export type Observations = ReadonlyMap<string, ReadonlyMap<string, Observation>>;

/** The newest value there is, however old; undefined when there never was one. */
export function latestReading(observation: Observation | undefined): Reading | undefined {
  return observation?.kind === 'unavailable' ? observation.last : observation;
}

/**
 * The new observations, where what is now unavailable remembers the last good value of the previous ones, with its age.
 * Metrics and versions that are no longer observed are dropped.
 *
 * @see weakness 4 of the original, which lost the earlier value, so that one failed query flipped the winner
 */
export function rememberLastValues(previous: Observations, latest: Observations): Observations {
  const byMetric = [...latest].map(([metric, byVersion]): [string, ReadonlyMap<string, Observation>] => {
    const remembered = [...byVersion].map(([version, observation]): [string, Observation] => {
      return [version, withLast(observation, latestReading(previous.get(metric)?.get(version)))];
    });
    return [metric, new Map(remembered)];
  });
  return new Map(byMetric);
}

function withLast(observation: Observation, earlier: Reading | undefined): Observation {
  if (observation.kind === 'value' || observation.last || !earlier) return observation;
  const {value, observedAt, sampleSize, uncounted} = earlier;
  const counted = {...(sampleSize !== undefined && {sampleSize}), ...(uncounted !== undefined && {uncounted})};
  return {...observation, last: {value, observedAt, ...counted}};
}
