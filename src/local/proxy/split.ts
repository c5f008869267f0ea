import {WeightedChoice} from '../../load/weighted-choice.js';

/** Chooses the version of each request. */
export class Split {
  readonly #versions: Set<string>;
  #choice = new WeightedChoice(new Map());

  /** @throws RangeError from here and `setWeights` if a version is unknown or a weight negative */
  constructor(versions: readonly string[], weights: ReadonlyMap<string, number>) {
    this.#versions = new Set(versions);
    this.setWeights(weights);
  }

  /** Gets nothing before the next `setWeights`. */
  add(version: string): void {
    this.#versions.add(version);
  }

  setWeights(weights: ReadonlyMap<string, number>): void {
    const unknown = [...weights.keys()].find((version) => !this.#versions.has(version));
    if (unknown !== undefined) throw new RangeError(`no version "${unknown}" behind the proxy`);
    this.#choice = new WeightedChoice(weights);
  }

  next(): string | undefined {
    return this.#choice.next();
  }
}
