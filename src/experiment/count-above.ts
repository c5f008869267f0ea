/** How many observations of a metric are above a limit. */
export interface CountAbove {
  /** All observations. */
  readonly of: number;
  /** Those above, as far as is known. */
  readonly count: number;
  /** undefined: the count is exact, or nearly so. */
  readonly within?: LimitInBucket;
}

/** A limit inside a bucket of a histogram: on which side of it the observations of the bucket are is not known. */
export interface LimitInBucket {
  /** How many observations may be above the limit. */
  readonly least: number;
  readonly most: number;
  /** The bounds of the bucket, in the metric's unit; an upper one may be infinite. undefined: nobody has written them down. */
  readonly bounds?: BucketBounds;
}

export interface BucketBounds {
  readonly lower: number;
  readonly upper: number;
}
