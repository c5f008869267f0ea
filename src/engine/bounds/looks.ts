import {isObject, type Json} from '../../experiment/json.js';
import {jsonBytes} from './json-bytes.js';

/**
 * `status.looks` in so many bytes. What is counted grows from look to look, so that one that is left out is merged with the
 * next; every second iteration is, in all series alike, since versions are compared at looks that both have. The newest
 * always stays. The rule for many looks then does not know of those that are gone, so that this is for far more series than
 * anybody judges by.
 */
export function boundLooks(looks: readonly Json[], bytes: number): readonly Json[] {
  if (jsonBytes(looks) <= bytes) return looks;
  const iterations = [...new Set(looks.flatMap(iterationsOf))].sort((a, b) => b - a);
  if (iterations.length <= 1) return looks;
  const kept = new Set(iterations.filter((_, index) => index % 2 === 0));
  return boundLooks(
    looks.map((series) => keepOnly(series, kept)),
    bytes,
  );
}

function iterationsOf(series: Json): number[] {
  return looksOf(series).map(iterationOf);
}

function keepOnly(series: Json, kept: ReadonlySet<number>): Json {
  if (!isObject(series)) return series;
  return {...series, looks: looksOf(series).filter((look) => kept.has(iterationOf(look)))};
}

function looksOf(series: Json): readonly Json[] {
  return isObject(series) && Array.isArray(series.looks) ? (series.looks as readonly Json[]) : [];
}

function iterationOf(look: Json): number {
  return isObject(look) && typeof look.iteration === 'number' ? look.iteration : 0;
}
