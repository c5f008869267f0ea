import {WeightedChoice} from '../../load/weighted-choice.js';

/** Chooses the version of each request. */
export class Split {
  #choice = new WeightedChoice(new Map());

  /** @throws RangeError from here and `setWeights` if a version is unknown or a weight negative */
  constructor(
    private readonly versions: readonly string[],
    weights: ReadonlyMap<string, number>,
  ) {
    this.setWeights(weights);
  }

  setWeights(weights: ReadonlyMap<string, number>): void {
    const unknown = [...weights.keys()].find((version) => !this.versions.includes(version));
    if (unknown !== undefined) throw new RangeError(`no version "${unknown}" behind the proxy`);
    this.#choice = new WeightedChoice(weights);
  }

  next(): string | undefined {
    return this.#choice.next();
  }
}
