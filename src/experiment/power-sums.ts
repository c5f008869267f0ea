/** Sums over single observations, in a metric's unit and its powers: they tell how much, and how unevenly, these vary. */
export interface PowerSums {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
  readonly cubes: number;
}
