import type {Clock} from '../../load/clock.js';
import type {Outcome} from '../../load/recorder.js';
import {OVERDUE_MS, Tally} from '../../load/tally.js';
import {TIMED_OUT} from '../../load/transport-error.js';
import type {VersionResult} from '../../load/version-result.js';
import type {ProxyOptions} from './options.js';

/** One request that was passed on; it ends once, later calls say nothing. */
export interface LoggedRequest {
  /** The version did something: from now on it is waited for anew. */
  progress(): void;
  /** What is missing is not the version's to do. */
  pause(): void;
  end(outcome: Outcome): void;
  /** The client went away: no fault of the version, unless it had let the client wait for more than a second. */
  leave(): void;
}

/** What became of the requests to each version, those under way included. */
export class RequestLog {
  readonly #tally: Tally;
  readonly #underWay = new Set<{readonly version: string; waitsSinceMs: number}>();

  constructor(
    versions: readonly string[],
    private readonly clock: Pick<Clock, 'now'>,
    private readonly onEnd?: ProxyOptions['onEnd'],
  ) {
    this.#tally = new Tally(versions);
  }

  add(version: string): void {
    this.#tally.add(version);
  }

  begin(version: string): LoggedRequest {
    const startMs = this.clock.now();
    const entry = {version, waitsSinceMs: startMs};
    this.#underWay.add(entry);
    const end = (outcome: Outcome) => {
      if (!this.#underWay.delete(entry)) return;
      const seconds = (this.clock.now() - startMs) / 1000;
      this.#tally.record(version, seconds, outcome);
      this.onEnd?.(version, seconds, outcome);
    };
    return {
      progress: () => (entry.waitsSinceMs = this.clock.now()),
      pause: () => (entry.waitsSinceMs = Infinity),
      end,
      leave: () => {
        if (this.#isOverdue(entry)) end({kind: 'failure', reason: TIMED_OUT});
        else this.#underWay.delete(entry);
      },
    };
  }

  results(): ReadonlyMap<string, VersionResult> {
    const overdue = [...this.#underWay].filter((entry) => this.#isOverdue(entry));
    return this.#tally.results((version) => overdue.filter((entry) => entry.version === version).length);
  }

  #isOverdue({waitsSinceMs}: {readonly waitsSinceMs: number}): boolean {
    return this.clock.now() - waitsSinceMs > OVERDUE_MS;
  }
}
