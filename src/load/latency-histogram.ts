import type {Bucket, DurationPowers} from '../metrics/builtin/histogram.js';
import {compactBuckets, FINEST_FACTOR} from './buckets.js';

const LOG_FACTOR = Math.log(FINEST_FACTOR);
const LARGEST_MICROSECONDS = 3600e6;
const CELLS = Math.ceil(Math.log(LARGEST_MICROSECONDS) / LOG_FACTOR) + 1;

/** Latencies with exact sums and buckets of 1 % width, from one microsecond to an hour; all in seconds. */
export class LatencyHistogram {
  readonly #cells = new Float64Array(CELLS);
  #count = 0;
  #sum = 0;
  #squares = 0;
  #cubes = 0;
  #min = Infinity;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  get powers(): DurationPowers {
    return {squares: this.#squares, cubes: this.#cubes};
  }

  /** undefined while empty, as `max`. */
  get min(): number | undefined {
    return this.#count === 0 ? undefined : this.#min;
  }

  get max(): number | undefined {
    return this.#count === 0 ? undefined : this.#max;
  }

  record(seconds: number): void {
    const cell = cellOf(seconds);
    this.#cells[cell] = (this.#cells[cell] ?? 0) + 1;
    this.#count += 1;
    this.#sum += seconds;
    this.#squares += seconds * seconds;
    this.#cubes += seconds * seconds * seconds;
    this.#min = Math.min(this.#min, seconds);
    this.#max = Math.max(this.#max, seconds);
  }

  /** At most about 100 buckets, empty ones left out; the outer limits are the smallest and largest latency. */
  buckets(): Bucket[] {
    const buckets: Bucket[] = [];
    this.#cells.forEach((count, cell) => {
      if (count === 0) return;
      const start = Math.max(edge(cell), this.#min);
      buckets.push({start, end: Math.max(start, Math.min(edge(cell + 1), this.#max)), count});
    });
    return compactBuckets(buckets);
  }
}

function cellOf(seconds: number): number {
  const cell = Math.floor(Math.log(Math.max(seconds * 1e6, 1)) / LOG_FACTOR);
  return Math.min(cell, CELLS - 1);
}

function edge(cell: number): number {
  return FINEST_FACTOR ** cell / 1e6;
}
