import type {CountAbove} from '../experiment/count-above.js';
import type {Assessment, Objective} from '../experiment/model.js';
import {findObservation} from './evidence.js';
import type {AnalysisInput} from './input.js';
import type {KnownAbove} from './observations.js';

/**
 * Why it is not known how many observations of a percentile are above its limit, or not exactly, and what would help; to follow
 * the words about a value that nothing is shown of. Empty where counting is not the problem.
 */
export function countWords(
  input: AnalysisInput,
  {metric}: Objective,
  {version, state}: {readonly version: string; readonly state: Assessment},
): string {
  const observation = findObservation(input, metric, version);
  if (!input.experiment.spec.criteria.strength || state !== 'unknown' || observation?.kind !== 'value') return '';
  const problems = [...(observation.above ?? [])].flatMap(([limit, known]) => problemWords(limit, known));
  return problems.map((problem) => `; ${problem}`).join('');
}

function problemWords(limit: number, known: KnownAbove): string[] {
  if (typeof known === 'number') return [];
  if ('reason' in known) return [`how many are above ${limit} is not known: ${known.reason}`];
  return known.within ? [bucketWords(limit, known.within)] : [];
}

function bucketWords(limit: number, {lower, upper}: NonNullable<CountAbove['within']>): string {
  const place = Number.isFinite(upper)
    ? `from ${formatBound(lower)} to ${formatBound(upper)}`
    : `above ${formatBound(lower)}`;
  return `its limit ${limit} lies within the bucket ${place}, and one that ends at the limit would tell more`;
}

/** Without the digits that binary numbers add. */
function formatBound(bound: number): string {
  return String(Number(bound.toPrecision(12)));
}
