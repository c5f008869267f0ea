/** The number, or the end of the range that it is beyond. */
export function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
