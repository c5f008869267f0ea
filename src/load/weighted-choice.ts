/**
 * Chooses among names so that each gets its share of every stretch of choices: after any number of them, a name is
 * off its exact share by less than the number of names. No randomness, so 1 % is 100 of 10,000.
 *
 * @see the smooth weighted round-robin of nginx (commit 52327e0, 2012)
 */
export class WeightedChoice {
  #entries: {readonly name: string; readonly weight: number; credit: number}[] = [];
  #total = 0;

  /**
   * @param weights by name, in any unit: only their proportion counts
   * @throws RangeError if a weight is negative or not a finite number
   */
  constructor(weights: ReadonlyMap<string, number>) {
    for (const [name, weight] of weights) {
      if (!(weight >= 0 && weight < Infinity))
        throw new RangeError(`weight of ${name} must be 0 or more, got ${weight}`);
      if (weight > 0) this.#entries.push({name, weight, credit: 0});
      this.#total += weight;
    }
  }

  /** The next name; undefined when all weights are 0. */
  next(): string | undefined {
    let best = this.#entries[0];
    if (!best) return undefined;
    for (const entry of this.#entries) {
      entry.credit += entry.weight;
      if (entry.credit > best.credit) best = entry;
    }
    best.credit -= this.#total;
    return best.name;
  }
}
