/** What is known of a metric for a version at one look, all of it since the begin of the run. */
export interface Look {
  /** Number of observations, above 0; grows from look to look. */
  readonly samples: number;
  /** Of all observations: a sum in the metric's unit, or how many of them count as bad. */
  readonly sum: number;
  /** How many count as bad at least and at most, where it is known no better; undefined: `sum`. */
  readonly least?: number | undefined;
  readonly most?: number | undefined;
  /** Sum of the squares of all observations; undefined: only the looks tell how much they vary. */
  readonly squares?: number | undefined;
  /** Sum of their third powers; undefined: nobody knows how skewed they are. */
  readonly cubes?: number | undefined;
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
  const increments: Increment[] = [];
  let before: Increment = {samples: 0, sum: 0};
  for (const look of sample) {
    const samples = look.samples - before.samples;
    if (samples > 0) increments.push({samples, sum: look.sum - before.sum});
    before = look;
  }
  return increments;
}

/** Looks below which they do not tell how much values vary, or hang together. */
export const FEWEST_TELLING_LOOKS = 4;

/**
 * How many of the first looks are too few to tell anything.
 *
 * @param samples that it takes
 * @returns all of them where none can tell
 */
export function countSilent(sample: Sample, samples: number): number {
  let [increments, before] = [0, 0];
  const first = sample.findIndex((look) => {
    if (look.samples > before) increments += 1;
    before = look.samples;
    return increments >= FEWEST_TELLING_LOOKS && look.samples >= samples;
  });
  return first < 0 ? sample.length : first;
}
