import {WeightedChoice} from '../../load/weighted-choice.js';

/** What a version got of the traffic. */
export interface ObservedShare {
  readonly requests: number;
  /** Of all requests; 0 when there were none. */
  readonly percent: number;
}

/** Chooses the version of each request, and remembers the split since the weights last changed. */
export class Split {
  #choice = new WeightedChoice(new Map());
  #requests: Map<string, number>;

  /** @throws RangeError from here and `setWeights` if a version is unknown or a weight negative */
  constructor(
    private readonly versions: readonly string[],
    weights: ReadonlyMap<string, number>,
  ) {
    this.#requests = new Map();
    this.setWeights(weights);
  }

  setWeights(weights: ReadonlyMap<string, number>): void {
    const unknown = [...weights.keys()].find((version) => !this.versions.includes(version));
    if (unknown !== undefined) throw new RangeError(`no version "${unknown}" behind the proxy`);
    this.#choice = new WeightedChoice(weights);
    this.#requests = new Map(this.versions.map((version) => [version, 0]));
  }

  next(): string | undefined {
    const version = this.#choice.next();
    if (version !== undefined) this.#requests.set(version, (this.#requests.get(version) ?? 0) + 1);
    return version;
  }

  observed(): ReadonlyMap<string, ObservedShare> {
    const total = [...this.#requests.values()].reduce((sum, requests) => sum + requests, 0);
    return new Map(
      [...this.#requests].map(([version, requests]) => [
        version,
        {requests, percent: total === 0 ? 0 : (100 * requests) / total},
      ]),
    );
  }
}
