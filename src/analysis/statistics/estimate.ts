/** A value with the bounds in which the truth lies. */
export interface Estimate {
  /** In the metric's unit. */
  readonly value: number;
  /** Observations behind it. */
  readonly samples: number;
  /** What the observations are worth: fewer than `samples` where they seem to hang together, more where they seem to take turns. */
  readonly effectiveSamples: number;
  /**
   * The bounds of the truth.
   *
   * @param tail probability with which the truth may lie beyond each of them, below 1; at 0 they exclude nothing
   * @returns infinite where nothing is known
   */
  readonly bounds: (tail: number) => Bounds;
  /** To where the bounds would come with ever more observations of this kind; undefined: to the value. */
  readonly ends?: Bounds;
  /**
   * How many looks were too few to tell anything, where the looks must tell how much values vary or hang together: the error is
   * spent by those after them, and late; undefined: each look can tell.
   */
  readonly silentLooks?: number | undefined;
}

/** In the metric's unit. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}
