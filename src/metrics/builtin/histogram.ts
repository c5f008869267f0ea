import type {Field} from '../../experiment/field.js';
import type {Json} from '../../experiment/json.js';

/** How many requests took from `start` to `end` seconds; where in between is not known. */
export interface Bucket {
  /** Seconds. */
  readonly start: number;
  /** Seconds, at least `start`. */
  readonly end: number;
  readonly count: number;
}

export interface DurationPowers {
  readonly squares: number;
  readonly cubes: number;
}

/** What the requests to one version took and how they ended. */
export interface VersionHistogram {
  readonly count: number;
  /** How many of them have a duration; absent: all. */
  readonly answered?: number;
  /** Of all durations, in seconds. */
  readonly sum: number;
  /** Sums of their second and third powers; absent: whoever measured has not told them. */
  readonly powers?: DurationPowers;
  /** Seconds. */
  readonly max: number;
  /** In any order; those of several collections overlap. */
  readonly buckets: readonly Bucket[];
  /** Status code, or a negative number for a failure without one → number of requests. */
  readonly codes: ReadonlyMap<string, number>;
}

/**
 * Reads `status.analysis.aggregatedBuiltinHists`, as task `metrics/collect` has always stored it.
 *
 * @returns version → histogram; empty when nothing has been collected
 * @throws FieldError with the path of what is no number
 */
export function parseHistograms(block: Field): Map<string, VersionHistogram> {
  const versions = block.get('data').entries();
  return new Map(versions.map(([version, data]) => [version, parseHistogram(data)]));
}

/** All requests of several histograms together. */
export function joinHistograms(histograms: readonly VersionHistogram[]): VersionHistogram {
  const sum = (number: (one: VersionHistogram) => number) =>
    histograms.reduce((total, one) => total + number(one), 0);
  const codes = new Map<string, number>();
  for (const [code, count] of histograms.flatMap((one) => [...one.codes])) {
    codes.set(code, (codes.get(code) ?? 0) + count);
  }
  return {
    count: sum(({count}) => count),
    answered: sum(({count, answered = count}) => answered),
    sum: sum((one) => one.sum),
    ...joinPowers(histograms),
    max: Math.max(0, ...histograms.map(({max}) => max)),
    buckets: histograms.flatMap(({buckets}) => buckets),
    codes,
  };
}

/** What one of them does not know, nobody knows of all; an empty one has nothing to know. */
function joinPowers(histograms: readonly VersionHistogram[]): Pick<VersionHistogram, 'powers'> {
  const filled = histograms.filter(({count, answered = count}) => answered > 0);
  const known = filled.flatMap(({powers}) => powers ?? []);
  if (known.length < filled.length || known.length === 0) return {};
  const squares = known.reduce((total, one) => total + one.squares, 0);
  return {powers: {squares, cubes: known.reduce((total, one) => total + one.cubes, 0)}};
}

function parseHistogram(data: Field): VersionHistogram {
  const durations = data.get('DurationHistogram');
  return {
    count: number(durations.get('Count')),
    sum: number(durations.get('Sum')),
    ...parsePowers(durations),
    max: number(durations.get('Max')),
    buckets: durations
      .get('Data')
      .items()
      .map((bucket) => ({
        start: number(bucket.get('Start')),
        end: number(bucket.get('End')),
        count: number(bucket.get('Count')),
      })),
    codes: new Map(
      data
        .get('RetCodes')
        .entries()
        .map(([code, count]) => [code, number(count)]),
    ),
  };
}

/** The original stored none. */
function parsePowers(durations: Field): Pick<VersionHistogram, 'powers'> {
  const [squares, cubes] = [durations.get('SumOfSquares'), durations.get('SumOfCubes')];
  return squares.exists && cubes.exists ? {powers: {squares: number(squares), cubes: number(cubes)}} : {};
}

/** Numbers were stored as text by some versions of the original. Absent is 0. */
function number(field: Field): number {
  if (typeof field.value !== 'string') return field.number() ?? 0;
  const value: Json = field.value.trim() === '' ? NaN : Number(field.value);
  if (!Number.isFinite(value)) throw field.expected('a number');
  return value;
}
