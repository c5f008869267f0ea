/** A bucket of a Prometheus histogram, which counts what is in those below it, too. */
export interface CumulativeBucket {
  /** Its upper bound, which belongs to it; that of the last one is infinite. */
  readonly upTo: number;
  /** Observations, 0 or more; not whole where Prometheus has extrapolated. */
  readonly count: number;
}

/** The buckets of one histogram in ascending order, not empty. */
export type Buckets = readonly CumulativeBucket[];

/** The histogram of the whole run behind a percentile. */
export interface Distribution {
  readonly kind: 'buckets';
  readonly buckets: Buckets;
  /** By which a number in the unit of the buckets is multiplied to be in that of the metric. */
  readonly factor: number;
}
