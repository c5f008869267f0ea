import type {Bucket, DurationPowers} from '../metrics/builtin/histogram.js';

/** What became of the counted requests to one version. Seconds and bytes. */
export interface VersionResult {
  /** All requests, those without an answer among them. */
  readonly count: number;
  /** Those with an answer, whatever its status. All latencies are theirs: to refuse a connection is quick. */
  readonly answered: number;
  /** Of the latencies. */
  readonly sum: number;
  readonly powers: DurationPowers;
  /** undefined without answers, as `max`. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly buckets: readonly Bucket[];
  readonly byStatus: ReadonlyMap<number, number>;
  /** Requests without an answer, by reason in words. */
  readonly transportErrors: ReadonlyMap<string, number>;
  /** Of the bodies of answers. */
  readonly bytes: number;
}
