import {parseQuantity, type Quantity} from '../../experiment/quantity.js';
import type {Metric} from '../metric.js';
import {type Unavailable, unavailable, type Value} from '../outcome.js';
import type {VersionHistogram} from './histogram.js';
import {percentile} from './percentile.js';

type Formula = (histogram: VersionHistogram) => number | undefined;

const MILLISECONDS = 1000;
const MEAN = 'mean-latency';

/**
 * The built-in metrics of the original, and then `latency-min`, `latency-max` and `latency-stddev`. Latencies are in
 * milliseconds, over all collections of the run. With no requests there are only the two counts.
 *
 * A request failed when its code is 400 or higher. Failures without a code are stored as a negative number; like the
 * original, this counts them as requests and not as errors.
 */
export const BUILTIN_FORMULAS: Readonly<Record<string, Formula>> = {
  'request-count': ({count}) => count,
  'error-count': errorCount,
  'error-rate': (histogram) => share(errorCount(histogram), histogram.count),
  [MEAN]: ({sum, count, answered = count}) => share(sum * MILLISECONDS, answered),
  'latency-50th-percentile': latency(0.5),
  'latency-75th-percentile': latency(0.75),
  'latency-90th-percentile': latency(0.9),
  'latency-95th-percentile': latency(0.95),
  'latency-99th-percentile': latency(0.99),
  'latency-min': latency(0),
  'latency-max': ({max, count, answered = count}) => (answered === 0 ? undefined : max * MILLISECONDS),
  'latency-stddev': standardDeviation,
};

/**
 * The value of a built-in metric.
 *
 * @param histogram undefined when nothing has been collected for the version
 */
export function builtinValue(
  {name}: Pick<Metric, 'name'>,
  histogram: VersionHistogram | undefined,
): Value | Unavailable {
  const formula = Object.hasOwn(BUILTIN_FORMULAS, name) ? BUILTIN_FORMULAS[name] : undefined;
  if (!formula) return unavailable('definition', `there is no built-in metric ${name}`);
  if (!histogram) return unavailable('answer', 'nothing has been collected for this version yet');
  const value = toQuantity(formula(histogram));
  if (!value) return unavailable('answer', 'no request has been answered yet');
  return {kind: 'value', value, ...(name === MEAN && sumsOf(histogram))};
}

/** Of a mean, in milliseconds. */
function sumsOf({count, answered = count, sum, powers}: VersionHistogram): Pick<Value, 'sums'> {
  if (!powers) return {};
  const squares = powers.squares * MILLISECONDS ** 2;
  const cubes = powers.cubes * MILLISECONDS ** 3;
  return {sums: {count: answered, sum: sum * MILLISECONDS, squares, cubes}};
}

/** Rounded to 10⁻⁹, the precision of quantities: what is finer is noise of binary fractions. */
function toQuantity(value: number | undefined): Quantity | undefined {
  return value === undefined ? undefined : parseQuantity(value.toFixed(9));
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function errorCount({codes}: VersionHistogram): number {
  const failed = [...codes].filter(([code]) => Number(code) >= 400);
  return failed.reduce((sum, [, count]) => sum + count, 0);
}

function latency(part: number): Formula {
  return ({buckets}) => {
    const seconds = percentile(buckets, part);
    return seconds === undefined ? undefined : seconds * MILLISECONDS;
  };
}

/** Of the population, durations spread evenly over each bucket: a bucket's mean square is (a² + ab + b²) / 3. */
function standardDeviation({buckets}: VersionHistogram): number | undefined {
  const total = buckets.reduce((sum, {count}) => sum + count, 0);
  if (total === 0) return undefined;
  const mean = buckets.reduce((sum, {start, end, count}) => sum + (count * (start + end)) / 2, 0) / total;
  const variance = buckets.reduce((sum, {start, end, count}) => {
    const [a, b] = [start - mean, end - mean];
    return sum + (count * (a * a + a * b + b * b)) / 3;
  }, 0);
  return Math.sqrt(variance / total) * MILLISECONDS;
}
