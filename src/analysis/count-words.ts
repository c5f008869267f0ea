import type {BucketBounds, LimitInBucket} from '../experiment/count-above.js';
import type {Objective} from '../experiment/model.js';
import type {Evidence} from './evidence.js';
import type {AnalysisInput} from './input.js';
import type {KnownAbove} from './observations.js';
import {isShare, statisticIn} from './record-looks.js';

/**
 * Why it is not known how many observations count against a value, or not exactly, and what would help; to follow the words
 * about a value that nothing is shown of. Empty where counting is not the problem.
 */
export function countWords(input: AnalysisInput, {metric}: Objective, {observation}: Evidence): string {
  if (!input.experiment.spec.criteria.strength || observation?.kind !== 'value') return '';
  const isNoShare = statisticIn(input.experiment, metric).kind === 'proportion' && !isShare(observation.value);
  if (isNoShare)
    return '; a share lies between 0 and 1: let the query give one, or write statistic: mean in the Metric';
  const problems = [...(observation.above ?? [])].flatMap(([limit, known]) => problemWords(limit, known));
  return problems.map((problem) => `; ${problem}`).join('');
}

function problemWords(limit: number, known: KnownAbove): string[] {
  if (typeof known === 'number') return [];
  if ('reason' in known) return [`how many are above ${limit} is not known: ${known.reason}`];
  return known.within ? [bucketWords(limit, known.within)] : [];
}

function bucketWords(limit: number, {bounds}: LimitInBucket): string {
  return `its limit ${limit} lies within ${placeWords(bounds)}, and one that ends at the limit would tell more`;
}

function placeWords(bounds: BucketBounds | undefined): string {
  if (!bounds) return 'a bucket';
  const {lower, upper} = bounds;
  const [from, to] = [formatBound(lower), formatBound(upper)];
  return Number.isFinite(upper) ? `the bucket from ${from} to ${to}` : `the bucket above ${from}`;
}

/** Without the digits that binary numbers add. */
function formatBound(bound: number): string {
  return String(Number(bound.toPrecision(12)));
}
