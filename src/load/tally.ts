import {type Outcome, Recorder} from './recorder.js';
import type {VersionResult} from './version-result.js';

/** What was counted so far, by version: of the whole run, and since the last interval was taken. */
export class Tally {
  readonly #whole: ReadonlyMap<string, Recorder>;
  #interval: ReadonlyMap<string, Recorder>;

  constructor(private readonly versions: readonly string[]) {
    this.#whole = recorders(versions);
    this.#interval = recorders(versions);
  }

  record(version: string, latencySeconds: number, outcome: Outcome): void {
    this.#whole.get(version)?.record(latencySeconds, outcome);
    this.#interval.get(version)?.record(latencySeconds, outcome);
  }

  results(): ReadonlyMap<string, VersionResult> {
    return resultsOf(this.#whole);
  }

  /** What was counted since the last call. */
  takeInterval(): ReadonlyMap<string, VersionResult> {
    const results = resultsOf(this.#interval);
    this.#interval = recorders(this.versions);
    return results;
  }
}

function recorders(versions: readonly string[]): ReadonlyMap<string, Recorder> {
  return new Map(versions.map((version) => [version, new Recorder()]));
}

function resultsOf(recorders: ReadonlyMap<string, Recorder>): ReadonlyMap<string, VersionResult> {
  return new Map([...recorders].map(([version, recorder]) => [version, recorder.result()]));
}
