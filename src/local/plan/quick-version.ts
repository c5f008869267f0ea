import {drawBinomial, drawSum} from '../../engine/simulate/draw.js';
import {MEAN_LATENCY} from '../../engine/simulate/synthetic-version.js';
import type {Spread, Truth} from '../../engine/simulate/truth.js';
import type {PowerSums} from '../../experiment/power-sums.js';
import type {Random} from '../../metrics/mock/random.js';
import {logNormalQuantile, logNormalTail} from './log-normal.js';

/** What is counted of a version since the start: only what its metrics are made of, and no single latency. */
export interface CountedMetric {
  /** Without namespace. */
  readonly name: string;
  /** Of a percentile, above 0 and below 1; undefined: it is none. */
  readonly share?: number | undefined;
  /** Of a percentile: the limits above which latencies are counted. */
  readonly limits: readonly number[];
}

/**
 * A version that exists in numbers only, as the simulation has it, but quicker to play: as many requests come as are
 * expected, so that the looks of all runs are alike, and latencies above a limit are drawn as a number.
 */
export class QuickVersion {
  readonly #counts = new Map<string, number>();
  #expected = 0;
  #requests = 0;

  constructor(
    readonly truth: Truth,
    readonly metrics: readonly CountedMetric[],
    readonly random: Random,
  ) {}

  get requests(): number {
    return this.#requests;
  }

  /** Time passes with so much of the traffic on this version, 0 to 1. */
  advance(seconds: number, share: number): void {
    this.#expected += this.truth.requestsPerSecond * seconds * share;
    const added = Math.round(this.#expected) - this.#requests;
    this.#requests += added;
    if (added > 0) for (const metric of this.metrics) this.#count(metric, added);
  }

  #count({name, share, limits}: CountedMetric, added: number): void {
    const {latency, errorRate, others} = this.truth;
    if (share !== undefined) {
      for (const limit of limits)
        this.#add(
          aboveKey(name, limit),
          drawBinomial(added, logNormalTail(this.#varying(name), limit), this.random),
        );
    } else if (MEAN_LATENCY.test(name)) this.#add(name, drawSum(added, latency, this.random));
    else if (name === 'error-rate' || name === 'error-count')
      this.#add(name, drawBinomial(added, errorRate, this.random));
    else this.#add(name, drawSum(added, others.get(name) ?? NOTHING, this.random));
  }

  #add(key: string, amount: number): void {
    this.#counts.set(key, this.#counted(key) + amount);
  }

  #counted(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  /** The value of a metric since the start; undefined where there was no request yet. */
  value({name, share, limits}: CountedMetric): number | undefined {
    if (name === 'request-count') return this.#requests;
    if (name === 'error-count') return this.#counted(name);
    if (this.#requests === 0) return undefined;
    return share === undefined ? this.#counted(name) / this.#requests : this.#percentile(name, share, limits);
  }

  /** Off the true one by as much as the share above the first limit is off its own: so it is above the limit when more than allowed are. */
  #percentile(name: string, share: number, [limit]: readonly number[]): number {
    const latency = this.#varying(name);
    if (limit === undefined || latency.deviation === 0) return logNormalQuantile(latency, 1 - share);
    const error = this.countAbove(name, limit) / this.#requests - logNormalTail(latency, limit);
    return logNormalQuantile(latency, Math.min(1 - EDGE, Math.max(EDGE, 1 - share - error)));
  }

  /** Of latencies with this sum, as far as they vary as they really do; undefined where there was no request yet. */
  latencySums(name: string): PowerSums | undefined {
    const [count, sum] = [this.#requests, this.#counted(name)];
    if (count === 0) return undefined;
    const {mean: trueMean, deviation} = this.truth.latency;
    const [mean, variance, ratio] = [sum / count, deviation ** 2, deviation / trueMean];
    const third = ratio * (3 + ratio ** 2) * deviation ** 3; // of a log-normal quantity, about its mean
    return {
      count,
      sum,
      squares: count * (mean ** 2 + variance),
      cubes: count * (mean ** 3 + 3 * mean * variance + third),
    };
  }

  /** What a percentile is of: latencies, unless somebody tells. */
  #varying(name: string): Spread {
    return this.truth.others.get(name) ?? this.truth.latency;
  }

  /** Latencies above a limit of that percentile. */
  countAbove(name: string, limit: number): number {
    return this.#counted(aboveKey(name, limit));
  }
}

const NOTHING: Spread = {mean: 0, deviation: 0};
const EDGE = 1e-9;

function aboveKey(name: string, limit: number): string {
  return `${name} above ${limit}`;
}
