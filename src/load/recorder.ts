import {LatencyHistogram} from './latency-histogram.js';
import {NO_ANSWER_YET} from './transport-error.js';
import type {VersionResult} from './version-result.js';

/** How a request ended: with an answer, whatever its status, or without one. */
export type Outcome =
  | {readonly kind: 'answer'; readonly status: number; readonly bytes: number}
  | {readonly kind: 'failure'; readonly reason: string};

/** Counts the requests to one version while they come in. */
export class Recorder {
  #latencies = new LatencyHistogram();
  #byStatus = new Map<number, number>();
  #transportErrors = new Map<string, number>();
  #bytes = 0;

  record(latencySeconds: number, outcome: Outcome): void {
    if (outcome.kind === 'failure') return add(this.#transportErrors, outcome.reason, 1);
    this.#latencies.record(latencySeconds);
    add(this.#byStatus, outcome.status, 1);
    this.#bytes += outcome.bytes;
  }

  /** @param overdue requests under way that count as without an answer in this result, and in no later one */
  result(overdue = 0): VersionResult {
    const {count: answered, sum, powers, min, max} = this.#latencies;
    const transportErrors = new Map(this.#transportErrors);
    if (overdue > 0) add(transportErrors, NO_ANSWER_YET, overdue);
    const unanswered = [...transportErrors.values()].reduce((total, one) => total + one, 0);
    return {
      count: answered + unanswered,
      answered, sum, powers, min, max,
      buckets: this.#latencies.buckets(),
      byStatus: new Map(this.#byStatus),
      transportErrors,
      bytes: this.#bytes,
    }; // prettier-ignore
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, number: number): void {
  counts.set(key, (counts.get(key) ?? 0) + number);
}
