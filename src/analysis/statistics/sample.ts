/** What is known of a metric for a version at one look, all of it since the begin of the run. */
export interface Look {
  /** Share of the planned run that was over, above 0 and up to 1. */
  readonly time: number;
  /** Number of observations, above 0; grows from look to look. */
  readonly samples: number;
  /** Of all observations: a sum in the metric's unit, or how many of them count as bad. */
  readonly sum: number;
  /** Sum of the squares of all observations; undefined: only the looks tell how much they vary. */
  readonly squares?: number | undefined;
}

/** The looks at a version, the oldest first. */
export type Sample = readonly Look[];

/** What one look has added. */
export interface Increment {
  /** Above 0. */
  readonly samples: number;
  readonly sum: number;
}

/** Turns what was counted since the begin into what came from look to look; a look without new observations adds nothing. */
export function incrementsOf(sample: Sample): Increment[] {
  return sample.flatMap(({samples, sum}, index) => {
    const before = sample[index - 1] ?? {samples: 0, sum: 0};
    const added = samples - before.samples;
    return added > 0 ? [{samples: added, sum: sum - before.sum}] : [];
  });
}
