import {isList, isObject, type Json, type JsonObject} from '../../experiment/json.js';
import {memberOf} from '../../experiment/lenient.js';
import {type Unavailable, unavailable} from '../outcome.js';
import type {Buckets, CumulativeBucket} from './distribution.js';

/** Reads the answer of Prometheus to a query for a vector by `le`. Nothing of the answer gets into a reason. */
export function readBuckets(answer: string): Buckets | Unavailable {
  const vector = vectorOf(answer);
  if (!vector) return unavailable('answer', 'its histogram is no vector as Prometheus answers with');
  if (vector.length === 0) return unavailable('answer', 'there is no histogram, as while there is no traffic');
  const problem = findProblem(vector);
  if (problem !== undefined) return unavailable('answer', problem);
  const buckets = vector.flatMap(readBucket).sort((a, b) => a.upTo - b.upTo);
  if (buckets.length < vector.length) return unavailable('answer', 'its histogram has a bucket without a number');
  if (buckets.at(-1)?.upTo !== Infinity) return unavailable('answer', 'its histogram has no bucket +Inf');
  return growing(addedUp(buckets));
}

function vectorOf(answer: string): readonly Json[] | undefined {
  try {
    const result = memberOf(JSON.parse(answer) as Json, 'data', 'result');
    return isList(result) ? result : undefined;
  } catch {
    return undefined; // no JSON
  }
}

function findProblem(vector: readonly Json[]): string | undefined {
  if (vector.some((entry) => memberOf(entry, 'histogram') !== undefined))
    return 'its histogram is a native one, which has no buckets with bounds of their own';
  if (vector.some((entry) => typeof memberOf(entry, 'metric', 'le') !== 'string'))
    return 'its histogram has no buckets by le';
  const groups = new Set(vector.map((entry) => otherLabels(memberOf(entry, 'metric'))));
  return groups.size > 1 ? 'there are several histograms; add them up: sum by (le) (…)' : undefined;
}

function otherLabels(metric: Json | undefined): string {
  const labels: JsonObject = isObject(metric) ? metric : {};
  return JSON.stringify(Object.entries(labels).filter(([name]) => name !== 'le').sort()); // prettier-ignore
}

function readBucket(entry: Json): CumulativeBucket[] {
  const [value, le] = [memberOf(entry, 'value'), memberOf(entry, 'metric', 'le')];
  const [upTo, count] = [readNumber(le), readNumber(isList(value) ? value[1] : undefined)];
  return Number.isNaN(upTo) || !Number.isFinite(count) || count < 0 ? [] : [{upTo, count}];
}

/** @returns NaN for what is no number */
function readNumber(value: Json | undefined): number {
  if (value === '+Inf') return Infinity;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

/** Clients that spell the same bound in different ways, 1 and 1.0, get a series each, though each counts for itself. */
function addedUp(buckets: Buckets): Buckets {
  const counts = new Map<number, number>();
  for (const {upTo, count} of buckets) counts.set(upTo, (counts.get(upTo) ?? 0) + count);
  return [...counts].map(([upTo, count]) => ({upTo, count}));
}

/** Buckets that were scraped while they grew, or that are extrapolated, may be out of step by little. */
function growing(buckets: Buckets): Buckets {
  let most = 0;
  return buckets.map(({upTo, count}) => {
    most = Math.max(most, count);
    return {upTo, count: most};
  });
}
