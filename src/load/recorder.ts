import {LatencyHistogram} from './latency-histogram.js';
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
    this.#latencies.record(latencySeconds);
    if (outcome.kind === 'failure') {
      countOne(this.#transportErrors, outcome.reason);
    } else {
      countOne(this.#byStatus, outcome.status);
      this.#bytes += outcome.bytes;
    }
  }

  result(): VersionResult {
    const {count, sum, sumOfSquares, min, max} = this.#latencies;
    return {
      count, sum, sumOfSquares, min, max,
      buckets: this.#latencies.buckets(),
      byStatus: new Map(this.#byStatus),
      transportErrors: new Map(this.#transportErrors),
      bytes: this.#bytes,
    }; // prettier-ignore
  }
}

function countOne<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
