import {type Outcome, Recorder} from './recorder.js';
import type {VersionResult} from './version-result.js';

/** A request that is under way for longer counts as one without an answer, until it is answered. */
export const OVERDUE_MS = 1000;

/** What was counted so far, by version. */
export class Tally {
  readonly #recorders: Map<string, Recorder>;

  constructor(versions: readonly string[]) {
    this.#recorders = new Map(versions.map((version) => [version, new Recorder()]));
  }

  /** Counts for one more version, from nothing. */
  add(version: string): void {
    this.#recorders.set(version, new Recorder());
  }

  record(version: string, latencySeconds: number, outcome: Outcome): void {
    this.#recorders.get(version)?.record(latencySeconds, outcome);
  }

  /** @param overdue how many requests to a version are under way for longer than `OVERDUE_MS` */
  results(overdue: (version: string) => number): ReadonlyMap<string, VersionResult> {
    return new Map(
      [...this.#recorders].map(([version, recorder]) => [version, recorder.result(overdue(version))]),
    );
  }
}
