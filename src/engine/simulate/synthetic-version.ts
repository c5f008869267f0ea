import {parseQuantity, type Quantity} from '../../experiment/quantity.js';
import {statisticOfName} from '../../experiment/statistic.js';
import {LatencyHistogram} from '../../load/latency-histogram.js';
import {countAbove, percentile} from '../../metrics/builtin/percentile.js';
import type {Random} from '../../metrics/mock/random.js';
import {drawBinomial, drawLogNormal, drawPoisson, drawSum} from './draw.js';
import type {Truth} from './truth.js';

/** Latencies that are drawn one by one in an interval; of more requests only the sum is drawn. */
const MOST_DRAWS = 200;

/** A version of an app that exists in numbers only, and what has been counted of it since the start. */
export class SyntheticVersion {
  readonly #latencies = new LatencyHistogram();
  readonly #otherSums = new Map<string, number>();
  #requests = 0;
  #drawn = 0;
  #errors = 0;
  #latencySum = 0;

  constructor(
    readonly truth: Truth,
    readonly random: Random,
  ) {}

  get requests(): number {
    return this.#requests;
  }

  /** Time passes with so much of the traffic on this version, 0 to 1. */
  advance(seconds: number, share: number): void {
    const {requestsPerSecond, errorRate, others} = this.truth;
    const count = drawPoisson(requestsPerSecond * seconds * share, this.random);
    this.#requests += count;
    this.#errors += drawBinomial(count, errorRate, this.random);
    this.#latencySum += this.#drawLatencies(count);
    for (const [name, spread] of others) {
      this.#otherSums.set(name, (this.#otherSums.get(name) ?? 0) + drawSum(count, spread, this.random));
    }
  }

  #drawLatencies(count: number): number {
    const {latency} = this.truth;
    let sum = 0;
    for (let drawn = 0; drawn < Math.min(count, MOST_DRAWS); drawn += 1) {
      const one = drawLogNormal(latency, this.random);
      this.#latencies.record(one / 1000);
      sum += one;
    }
    this.#drawn += Math.min(count, MOST_DRAWS);
    return sum + Math.max(0, drawSum(Math.max(0, count - MOST_DRAWS), latency, this.random));
  }

  /**
   * The value of a metric since the start, as a Prometheus query would give it; latencies in milliseconds.
   *
   * @param name without namespace
   * @returns undefined when there is no such metric, or none without a request
   */
  value(name: string): Quantity | undefined {
    const value = this.#number(name);
    return value === undefined || Number.isNaN(value) ? undefined : parseQuantity(value.toFixed(9));
  }

  /** How many observations a metric rests on: of latencies that are drawn one by one, only these. */
  samplesOf(name: string): number {
    return percentileOf(name) === undefined ? this.#requests : this.#drawn;
  }

  /** Requests that took longer than so many milliseconds, as far as their latencies were drawn one by one. */
  countAbove(milliseconds: number): number {
    return countAbove(this.#latencies.buckets(), milliseconds / 1000);
  }

  #number(name: string): number | undefined {
    if (name === 'request-count') return this.#requests;
    if (name === 'error-count') return this.#errors;
    if (this.#requests === 0) return undefined;
    if (name === 'error-rate') return this.#errors / this.#requests;
    if (this.truth.others.has(name)) return (this.#otherSums.get(name) ?? 0) / this.#requests;
    if (MEAN_LATENCY.test(name)) return this.#latencySum / this.#requests;
    const share = percentileOf(name);
    const seconds = share === undefined ? undefined : percentile(this.#latencies.buckets(), share);
    return seconds === undefined ? undefined : seconds * 1000;
  }
}

/** Names of the mean of all latencies. */
export const MEAN_LATENCY = /^(?:mean-|average-)?latency(?:-mean)?$/;
const COUNTS = ['request-count', 'error-count', 'error-rate'];

/** Whether a synthetic version of this truth has that metric; `name` without namespace. */
export function hasMetric({others}: Truth, name: string): boolean {
  return COUNTS.includes(name) || others.has(name) || MEAN_LATENCY.test(name) || percentileOf(name) !== undefined;
}

/** `95th-percentile-tail-latency`, `latency-99th-percentile`, `p50-latency` → 0.95, 0.99, 0.5. */
function percentileOf(name: string): number | undefined {
  if (!name.includes('latency')) return undefined;
  const statistic = statisticOfName(name);
  return statistic.kind === 'percentile' ? statistic.share : undefined;
}
